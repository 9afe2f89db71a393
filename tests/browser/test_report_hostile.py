"""What models write is shown in a real browser and does nothing there."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hostile import assert_held, assert_inert, plant
from report_runs import NAUGHTY, small_run
from visits import DESK, PHONE, Visit, opened

from stem2code_eval.report.page import build_report
from stem2code_eval.report.text import short, visible

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_hostile_content_does_nothing(browser: "Browser", naughty: Path, viewport: dict[str, int]) -> None:
    visit = Visit(browser, naughty, viewport=viewport)
    page = visit.page
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for name in ("subject", "flag", "sort"):
        page.locator(f"#{name}").select_option(index=2)
    page.get_by_role("button", name="Show all").click()
    for row in page.locator("#samples tbody tr").all():
        row.hover()
    keys = page.locator("#samples tbody tr").evaluate_all("all => all.map(row => row.dataset.key)")
    page.locator("#samples tbody a").first.click()
    seen = []
    for key in keys:
        page.wait_for_function("key => document.querySelector('#sample article')?.dataset.key === key", arg=key)
        page.evaluate("document.querySelectorAll('#sample details').forEach(each => { each.open = true; })")
        seen.append(opened(page))
        for view in "231":
            page.keyboard.press(view)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert page.evaluate("document.querySelector('#sample').scrollWidth") <= viewport["width"]
        page.keyboard.press("j")
    assert len(seen) == 2 * len(NAUGHTY) + 1
    page.wait_for_timeout(200)
    assert visit.deeds == []
    assert_inert(visit, "script, object, embed, base, form", 2)
    visit.context.close()


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_hostile_id_is_a_link_like_any_other(browser: "Browser", naughty: Path, text: str) -> None:
    shown_id = visible(short(NAUGHTY[text]))
    visit = Visit(browser, naughty, f"#sample={quote(shown_id, safe='')}")
    assert visit.page.locator("#sample-title bdi").text_content() == shown_id
    assert visit.page.evaluate("window.hacked") is None
    visit.context.close()
    assert visit.deeds == []


def test_the_page_of_a_hostile_sample_does_nothing_alone(browser: "Browser", naughty: Path) -> None:
    visit = Visit(browser, naughty)
    for number in range(1, 2 * len(NAUGHTY) + 1, 2):
        visit.page.goto((naughty.parent / "samples" / f"{number:05d}.html").as_uri())
        visit.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert visit.page.evaluate("window.hacked") is None
    visit.page.wait_for_timeout(200)
    assert visit.deeds == []
    visit.context.close()


def test_a_hostile_page_of_a_sample_cannot_bring_in_what_is_not_allowed(browser: "Browser", tmp_path: Path) -> None:
    """The report builds from a list, so that even a page of a sample that was tampered with adds nothing that runs."""
    index = build_report(small_run(tmp_path / "run"))
    samples = index.parent / "samples"
    tree = [
        "article",
        [["data-key", "lens-2"], ["onclick", "window.hacked = 1"]],
        [
            ["h2", [], ["changed"]],
            ["script", [], ["window.hacked = 1"]],
            ["iframe", [["src", "http://127.0.0.1:9/"]], []],
            [
                "img",
                [["src", "http://127.0.0.1:9/x"], ["onerror", "window.hacked = 1"], ["data-src", "../../../x.png"]],
                [],
            ],
            ["a", [["href", "javascript:window.hacked=1"], ["style", "color: red"]], ["link"]],
            ["svg", [["onload", "window.hacked = 1"]], [["use", [["href", "http://127.0.0.1:9/"]], []]]],
        ],
    ]
    message = json.dumps({"key": "lens-2", "tree": tree}).replace("</", "<\\/")
    (samples / "00002.html").write_text(f"<script>parent.postMessage({message}, '*')</script>")
    visit = Visit(browser, index, "#sample=lens-2")
    assert opened(visit.page) == "changed"
    visit.page.get_by_text("link", exact=True).click()
    body = visit.page.locator("#sample-body")
    assert body.locator("script, iframe, use, [src], [href], [style], [onclick], [onload], [onerror]").count() == 0
    assert visit.page.evaluate("window.hacked") is None
    visit.context.close()
    assert visit.deeds == []


def test_a_filter_by_a_hostile_subject_finds_its_samples(browser: "Browser", naughty: Path) -> None:
    visit = Visit(browser, naughty)
    visit.page.get_by_label("Subject", exact=True).select_option(NAUGHTY["attribute"])
    assert visit.page.locator("#samples tbody tr:visible").count() == 2
    visit.context.close()


@pytest.mark.parametrize("guarded", [True, False], ids=["with the policy", "without it"])
def test_if_an_escape_were_missing_the_policy_would_still_hold(
    browser: "Browser", small: Path, server: tuple[str, list[str]], guarded: bool
) -> None:
    """Without the policy the same payload does all of it, so the test can see what it guards against."""
    address, asked = server
    payload = f"{NAUGHTY['script']}{NAUGHTY['image']}<img src='{address}/x.png'><link rel=stylesheet href={address}/s>"
    attacked = small.with_name("attacked.html")
    shutil.copyfile(small, attacked)
    plant(attacked, '<table id="samples"', payload, guarded)
    assert_held(Visit(browser, attacked), asked, guarded, ["/s", "/x.png"])
