"""One sample of a report in a real browser: how it opens, what is in it, and links to it."""

from pathlib import Path
from typing import TYPE_CHECKING

from report_runs import add, finish, small_run, verdict
from visits import DESK, Visit, opened, state

from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.page import build_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = "all => Promise.all(all.map(image => image.decode().then(() => image.naturalWidth)))"


def test_a_sample_opens_by_click_and_steps_in_the_order_of_the_table(page: "Page") -> None:
    page.get_by_label("Order", exact=True).select_option(label="pixel, lowest first")
    page.get_by_role("row", name="lens-2").locator(".pictures").click()
    assert opened(page) == "lens-2"
    dialog = page.get_by_role("dialog", name="lens-2")
    assert "2 of 4" in dialog.inner_text()
    sizes = dialog.locator("img").evaluate_all(
        "all => Promise.all(all.map(i => i.decode().then(() => i.naturalWidth)))"
    )
    assert sizes == [640, 640]
    dialog.get_by_role("button", name="Next").click()
    page.get_by_role("dialog", name="circle-1").wait_for()
    assert state(page) == {"sort": "pixel", "sample": "circle-1"}
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "circle-1"
    assert state(page) == {"sort": "pixel"}


def test_programs_answers_and_logs_are_read_and_what_is_open_stays_open(page: "Page") -> None:
    page.get_by_role("link", name="circle-1").click()
    page.get_by_role("region", name="Program of circle-1").wait_for()
    keyword = page.locator("#sample .code .k", has_text="import").first
    colours = keyword.evaluate("node => [getComputedStyle(node).color, getComputedStyle(node.parentElement).color]")
    assert colours[0] != colours[1]
    page.locator("#sample summary", has_text="Raw response").click()
    page.get_by_role("region", name="Response of circle-1").wait_for()
    page.keyboard.press("j")
    page.get_by_role("region", name="Response of lens-2").wait_for()
    assert state(page)["open"] == "program,response"
    page.keyboard.press("j")
    page.get_by_role("dialog", name="prism-3").wait_for()
    page.locator("#sample summary", has_text="Output of the program").click()
    assert page.get_by_role("region", name="Output of prism-3").inner_text() == "Traceback"


def test_a_link_opens_the_sample_as_it_was_seen(browser: "Browser", small: Path) -> None:
    visit = Visit(browser, small, "#sample=lens-2&view=slider&subject=optics&open=response", viewport=DESK)
    assert opened(visit.page) == "lens-2"
    assert visit.page.get_by_label("Slider").is_checked()
    assert visit.page.get_by_role("region", name="Response of lens-2").is_visible()
    assert visit.page.locator("#place").inner_text() == "1 of 2"
    visit.page.evaluate("location.hash = '#sample=circle-1'")
    visit.page.get_by_role("dialog", name="circle-1").wait_for()
    visit.page.go_back()
    visit.page.get_by_role("dialog", name="lens-2").wait_for()
    visit.page.goto(f"{small.resolve().as_uri()}#sample=nobody")
    visit.page.get_by_text("There is no sample “nobody” in this run.").wait_for()
    visit.context.close()
    assert visit.deeds == []


def test_the_page_of_a_sample_can_be_read_alone(browser: "Browser", small: Path) -> None:
    visit = Visit(browser, small.parent / "samples" / "00001.html")
    images = visit.page.locator("img")
    assert images.evaluate_all(WIDTHS) == [640, 640]
    visit.context.close()
    assert [deed for deed in visit.deeds if not deed.startswith("request")] == []


def test_a_page_without_the_files_beside_it_says_so(browser: "Browser", tmp_path: Path) -> None:
    index = build_report(small_run(tmp_path / "run"))
    (index.parent / "samples" / "00002.html").unlink()
    visit = Visit(browser, index, "#sample=lens-2")
    visit.page.get_by_text("report/samples/00002.html cannot be read").wait_for(timeout=20_000)
    visit.context.close()


def test_a_report_written_anew_under_an_open_page_says_so(browser: "Browser", tmp_path: Path) -> None:
    index = build_report(small_run(tmp_path / "run"))
    samples = index.parent / "samples"
    visit = Visit(browser, index)
    (samples / "00002.html").write_bytes((samples / "00001.html").read_bytes())
    visit.page.get_by_role("link", name="lens-2").click()
    visit.page.get_by_text("The report was written anew. Load it again.").wait_for()
    visit.context.close()


def test_what_judges_said_and_what_the_program_lacks_is_read(browser: "Browser", tmp_path: Path) -> None:
    with Store(tmp_path / "run", print) as store:
        add(
            *(store, "a"),
            **{
                "program": "x = 1\ny = 3\n",
                "reference_program": "x = 1\ny = 2\n",
                "judges": {"image_score": verdict("seen")},
            },
        )
        finish(store)
    visit = Visit(browser, build_report(tmp_path / "run"), "#sample=a&open=judges,diff")
    page = visit.page
    opened(page)
    assert page.get_by_role("row", name="seen 5 seen").is_visible()
    assert page.get_by_role("heading", name="image_score 45.0").is_visible()
    assert page.locator(".diff .removed").all_inner_texts() == ["- y = 2\n"]
    assert page.locator(".diff .added").all_inner_texts() == ["+ y = 3\n"]
    assert page.get_by_text("1 line left out, 1 added").is_visible()
    visit.context.close()
    assert visit.deeds == []
