"""The table of a report in a real browser: filters, order, columns, plots."""

from pathlib import Path
from typing import TYPE_CHECKING

from visits import Visit, shown, state

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_all_samples_are_shown_at_first(page: "Page") -> None:
    assert shown(page) == ["circle-1", "lens-2", "prism-3", "angle-4"]
    assert page.locator("#count").inner_text() == "4 of 4 shown"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#samples tbody img").first.evaluate("image => image.decode().then(() => image.naturalWidth)")


def test_filters_narrow_what_is_shown(page: "Page") -> None:
    page.get_by_label("Subject", exact=True).select_option("optics")
    assert shown(page) == ["lens-2", "prism-3"]
    page.get_by_label("Outcome", exact=True).select_option("ok")
    assert shown(page) == ["lens-2"]
    assert page.locator("#count").inner_text() == "1 of 4 shown"
    assert state(page) == {"subject": "optics", "outcome": "ok"}
    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == 4
    assert state(page) == {}
    for label, value, found in (
        ("Outcome", "model_error", ["angle-4"]),
        ("Flag", "multi_figure", ["lens-2"]),
        ("Level", "2", ["circle-1", "lens-2", "prism-3"]),
    ):
        page.get_by_label(label, exact=True).select_option(value)
        assert shown(page) == found
        page.get_by_label(label, exact=True).select_option("")
    for words, found in (("NAMEERROR", ["prism-3"]), ("multi_", ["lens-2"]), ("circle", ["circle-1"])):
        page.get_by_label("Text", exact=True).fill(words)
        assert shown(page) == found
    page.get_by_label("Text", exact=True).fill("no such thing")
    assert shown(page) == []
    assert page.get_by_text("No sample matches.").is_visible()


def test_a_range_of_scores_narrows_what_is_shown(page: "Page") -> None:
    page.locator("#metric").select_option("ssim")
    page.get_by_label("from", exact=True).fill("45")
    assert shown(page) == ["lens-2", "prism-3"]
    page.get_by_label("to", exact=True).fill("60")
    assert shown(page) == ["prism-3"]
    page.get_by_label("from", exact=True).fill("")
    assert shown(page) == ["circle-1", "prism-3"]


def test_sorting_puts_samples_without_a_score_last_in_both_directions(page: "Page") -> None:
    order = page.get_by_label("Order", exact=True)
    order.select_option(label="pixel, lowest first")
    assert shown(page) == ["prism-3", "lens-2", "circle-1", "angle-4"]
    header = page.get_by_role("columnheader", name="pixel")
    assert header.get_attribute("aria-sort") == "ascending"
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    assert shown(page) == ["circle-1", "lens-2", "prism-3", "angle-4"]
    page.get_by_role("columnheader", name="ssim").get_by_role("button").click()
    assert shown(page) == ["lens-2", "prism-3", "circle-1", "angle-4"]
    assert header.get_attribute("aria-sort") is None
    page.get_by_role("columnheader", name="sample").get_by_role("button").click()
    assert shown(page) == ["angle-4", "circle-1", "lens-2", "prism-3"]
    order.select_option(label="as in the task")
    assert shown(page) == ["circle-1", "lens-2", "prism-3", "angle-4"]


def test_columns_can_be_left_out(page: "Page") -> None:
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("group", name="Columns of scores").get_by_label("ssim").uncheck()
    assert not page.get_by_role("columnheader", name="ssim").is_visible()
    assert page.get_by_role("columnheader", name="pixel").is_visible()
    page.reload()
    assert not page.get_by_role("columnheader", name="ssim").is_visible()


def test_plots_lead_to_their_samples(page: "Page") -> None:
    page.get_by_label("Plotted score").select_option("pixel")
    page.get_by_role("link", name="1 from 30 to 35").click()
    assert shown(page) == ["lens-2"]
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("link", name="optics: 15.0, n = 2").click()
    assert shown(page) == ["lens-2", "prism-3"]
    page.get_by_role("link", name="runtime_error").click()
    assert shown(page) == ["prism-3"]


def test_without_a_script_the_rows_lead_to_the_pages_of_samples(browser: "Browser", small: Path) -> None:
    visit = Visit(browser, small, java_script_enabled=False)
    page = visit.page
    assert len(shown(page)) == 4
    page.get_by_role("link", name="prism-3").click()
    assert page.get_by_role("heading", name="prism-3").is_visible()
    page.get_by_text("Program, 2 lines").click()
    assert "plt.plot" in page.get_by_role("region", name="Program of prism-3").inner_text()
    visit.context.close()
