"""Whether everybody can use the report: by keys alone, in the dark, on a phone, with enough contrast."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inks import luminance, poor_contrasts
from visits import DESK, PHONE, Visit, opened, shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_everything_is_done_by_keys(page: "Page") -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("2 jk")
    assert page.get_by_label("Text", exact=True).input_value() == "2 jk"
    page.get_by_label("Text", exact=True).fill("")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Keys").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "lens-2"
    page.keyboard.press("Enter")
    assert opened(page) == "lens-2"
    page.keyboard.press("2")
    assert page.get_by_label("Slider").is_checked()
    page.keyboard.press("3")
    assert page.get_by_label("Difference").is_checked()
    page.keyboard.press("1")
    assert page.get_by_label("Side by side").is_checked()
    page.keyboard.press("k")
    page.get_by_role("dialog", name="circle-1").wait_for()
    assert page.get_by_role("button", name="Previous").is_disabled()
    page.keyboard.press("ArrowRight")
    page.get_by_role("dialog", name="lens-2").wait_for()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="lens-2").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "lens-2"


def test_each_control_is_reached_by_the_tab_key_and_one_row(page: "Page") -> None:
    reached = []
    for _ in range(70):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    fields = {"skip", "theme", "outcome", "flag", "subject", "level", "metric", "from", "to", "text", "sort", "reset"}
    assert fields <= set(reached)
    assert {"circle-1", "lens-2", "prism-3", "angle-4"} & set(reached) == {"circle-1"}


def test_focus_is_seen(page: "Page") -> None:
    for name in ("outcome", "theme", "reset"):
        page.locator(f"#{name}").focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_dark_and_light_are_switched_and_remembered(browser: "Browser", small: Path) -> None:
    visit = Visit(browser, small, color_scheme="light", viewport=DESK)
    page = visit.page
    button = page.get_by_role("button", name="Dark")

    def paper() -> float:
        return luminance(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert (button.get_attribute("aria-pressed"), paper() > 0.8) == ("false", True)
    button.click()
    assert (button.get_attribute("aria-pressed"), paper() < 0.1) == ("true", True)
    page.reload()
    assert (button.get_attribute("aria-pressed"), paper() < 0.1) == ("true", True)
    page.keyboard.press("d")
    assert paper() > 0.8
    visit.context.close()
    assert visit.deeds == []


@pytest.mark.parametrize("address", ["", "#sample=lens-2"])
def test_a_phone_shows_all_without_moving_sideways(browser: "Browser", small: Path, address: str) -> None:
    visit = Visit(browser, small, address, viewport=PHONE)
    page = visit.page
    if address:
        opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.querySelector('#sample').scrollWidth") <= PHONE["width"]
    if not address:
        assert shown(page) == ["circle-1", "lens-2", "prism-3", "angle-4"]
        assert page.locator("#samples td[data-name=pixel]").first.is_visible()
    visit.context.close()
    assert visit.deeds == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["", "#sample=triangle", "#sample=many&view=slider", "#sample=triangle&open=diff,log"]
)
def test_axe_finds_nothing(
    browser: "Browser", explained: Path, viewport: dict[str, int], scheme: str, address: str
) -> None:
    """The rules of axe-core for WCAG 2.2 AA and for good practice."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visit = Visit(browser, explained, address, viewport=viewport, color_scheme=scheme)
    if address:
        opened(visit.page)
    found = axe.run(visit.page).response
    told = [(rule["id"], [node["html"][:150] for node in rule["nodes"][:3]]) for rule in found["violations"]]
    visit.context.close()
    assert told == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("address", ["", "#sample=prism-3&open=program,response,log,diagnostics"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrasts_with_its_paper(browser: "Browser", small: Path, scheme: str, address: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for all text."""
    visit = Visit(browser, small, address, color_scheme=scheme, viewport=DESK)
    visit.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    if address:
        opened(visit.page)
    poor = poor_contrasts(visit.page)
    body = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visit.context.close()
    assert poor == []
    assert (luminance(body) < 0.1) == (scheme == "dark")
