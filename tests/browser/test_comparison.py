"""The page of a comparison in a real browser: it shows its pictures, loads nothing, and hostile names do nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from made_runs import failed, row, with_pictures, write_run
from report_runs import NAUGHTY
from visits import DESK, PHONE, Visit

from stem2code_eval.comparison.contrast import contrast_runs
from stem2code_eval.comparison.load import load
from stem2code_eval.comparison.page import comparison_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = [*NAUGHTY.values(), "plain"]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparison")
    told: dict[str, Any] = {"model__name": "</title></style><script>window.hacked = 1</script>"}
    base = [row(name, 90.0 - at, subject=name) for at, name in enumerate(NAMES)]
    after = [failed(name, "timeout", subject=name, message=name) for name in NAMES[:-1]] + [row("plain", 20.0)]
    runs = write_run(folder / "a", base, **told), write_run(folder / "b", after, **told)
    for run in runs:
        with_pictures(run, NAMES)
    file = folder / "comparison.html"
    file.write_bytes(comparison_page(contrast_runs(*map(load, runs), (), ()), 50))
    return file


@pytest.mark.parametrize("options", [{"viewport": DESK}, {"viewport": PHONE}, {"java_script_enabled": False}])
def test_it_shows_all_and_does_nothing_else(browser: "Browser", page: Path, options: dict[str, Any]) -> None:
    visit = Visit(browser, page, **options)
    assert visit.page.locator("article").count() == len(NAMES)
    assert visit.page.locator("img").count() == 3 * len(NAMES)
    if options.get("java_script_enabled", True):
        widths = visit.page.locator("img").evaluate_all("nodes => nodes.map(node => node.naturalWidth)")
        assert min(widths) > 100
        assert visit.page.evaluate("window.hacked") is None
        assert visit.page.evaluate("document.scripts.length") == 0
        assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visit.context.close()
    assert visit.deeds == []


def test_the_figure_that_changed_most_is_first_with_both_scores(browser: "Browser", page: Path) -> None:
    visit = Visit(browser, page, viewport=DESK)
    first = visit.page.locator("article").first
    assert first.locator(".badge").all_text_contents() == ["ok", "timeout"]
    assert first.locator("tbody tr").nth(2).locator("td.loss").last.inner_text() == "-90.00"
    first.locator("summary").click()
    assert first.locator("pre").count() == 2
    assert first.locator("pre").first.is_visible()
    visit.context.close()


def test_the_policy_forbids_a_script_that_is_put_in(browser: "Browser", page: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.html"
    changed.write_text(page.read_text().replace("</main>", "<script>window.hacked = 1</script></main>"))
    visit = Visit(browser, changed, viewport=DESK)
    assert visit.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in deed for deed in visit.deeds)
    visit.context.close()
