"""What a page must not do with hostile text in it, and what would hold if it did."""

from pathlib import Path

from visits import Visit

POLICY = "Content-Security-Policy"
HANDLERS = "[onload], [onerror], [onclick], [onmouseover]"


def plant(file: Path, before: str, payload: str, guarded: bool) -> None:
    """Write a payload into a page before some text of it, and take its policy away unless it is to be guarded."""
    html = file.read_text(encoding="utf-8").replace(before, f"{payload}{before}")
    file.write_text(html if guarded else html.replace(POLICY, "X-None"), encoding="utf-8")


def assert_held(visit: Visit, asked: list[str], guarded: bool, wanted: list[str]) -> None:
    """Close a visit to a page with a payload; fail unless all of it was done without the policy and nothing with it.

    Args:
        visit: to the page.
        asked: paths that a server was asked for meanwhile.
        guarded: whether the page has its policy.
        wanted: paths that the payload asks for.
    """
    hacked = visit.page.evaluate("window.hacked === 1")
    visit.context.close()
    assert hacked != guarded
    assert any(deed.startswith("dialog") for deed in visit.deeds) != guarded
    assert sorted(set(asked)) == ([] if guarded else wanted)


def assert_inert(visit: Visit, elements: str, count: int) -> None:
    """Fail where a page ran what it was told, or has other elements of a kind than it was built with."""
    assert visit.page.evaluate("window.hacked") is None
    assert visit.page.evaluate("all => document.querySelectorAll(all).length", elements) == count
    assert visit.page.evaluate("all => document.querySelectorAll(all).length", HANDLERS) == 0
