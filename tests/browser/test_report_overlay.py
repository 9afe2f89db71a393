"""The overlay of the element score in a real browser: by pointer, by keyboard, and with hostile texts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from explained_runs import HOSTILE
from visits import DESK, PHONE, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


@pytest.fixture
def page(browser: "Browser", explained: Path) -> Iterator["Page"]:
    """The first sample of `explained_run`; the test fails if the page logs or throws anything."""
    visit = Visit(browser, explained, "#sample=triangle", viewport=DESK)
    visit.page.locator(".items").first.wait_for()
    visit.page.locator(".pair").scroll_into_view_if_needed()
    yield visit.page
    visit.context.close()
    assert visit.deeds == []


def path(page: "Page", name: str) -> "Locator":
    kind_and_id = f"text {name}" if name in ("r4", "r5", "c3", "c4") else f"stroke {name}"
    return page.locator(f".items path[aria-label^='{kind_and_id}:']")


def go(page: "Page", key: str) -> None:
    """Open another sample and wait for its items."""
    page.evaluate("key => { location.hash = `sample=${key}`; }", key)
    page.get_by_role("dialog", name=key).wait_for()
    page.locator(".items").first.wait_for()


def point_at(page: "Page", item: "Locator") -> None:
    """Move the pointer to the middle of an item, which may be a level line and thus nothing to Playwright's `hover`."""
    at = item.bounding_box()
    assert at
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)


def lit(page: "Page") -> list[str]:
    names = page.locator(".items .lit").evaluate_all("all => all.map(each => each.getAttribute('aria-label'))")
    return sorted(name.split(":")[0] for name in names)


def tip(page: "Page") -> list[str]:
    return page.locator("#tip:visible bdi").all_text_contents()


def test_pointing_at_an_item_tells_about_it_and_shows_its_partner(page: "Page") -> None:
    point_at(page, path(page, "r5"))
    assert tip(page) == ["text r5: mislabelled", "“B”", "says “D” there", "partner c4 “D”, score 0.20"]
    assert lit(page) == ["text c4", "text r5"]
    point_at(page, path(page, "c6"))
    assert tip(page) == ["stroke c6: extra"]
    assert lit(page) == ["stroke c6"]
    page.locator("#sample-title").hover()
    assert tip(page) == []
    assert lit(page) == []


def test_a_pointer_beside_a_thin_line_still_means_it(page: "Page") -> None:
    at = path(page, "r3").bounding_box()
    assert at
    middle = at["x"] + at["width"] / 2, at["y"] + at["height"] * 0.4
    for beside, said in ((0, 1), (5, 1), (12, 0)):
        page.mouse.move(middle[0] + beside, middle[1])
        assert len(tip(page)) == said


def test_states_have_their_colours(page: "Page") -> None:
    colour = {
        name: path(page, name).evaluate("node => getComputedStyle(node).stroke") for name in ("r0", "r1", "r3", "c6")
    }
    green, amber, red, extra = ([int(each) for each in value[4:-1].split(",")] for value in colour.values())
    assert green[1] > max(green[0], green[2])
    assert red[0] > 2 * max(red[1:])
    assert red == extra
    assert amber[0] > amber[1] > amber[2]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_items_lie_on_the_ink_of_the_picture(browser: "Browser", explained: Path, viewport: dict[str, int]) -> None:
    """The corners of the filling, which are at (500, 430) and (600, 530) of 960 x 720, on the screen."""
    visit = Visit(browser, explained, "#sample=triangle", viewport=viewport)
    visit.page.locator(".items").first.wait_for()
    page = visit.page
    found, image = page.evaluate(
        """() => {
          const box = (node) => { const b = node.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
          const pair = document.querySelector(".pair");
          const image = pair.querySelector("img");
          const pad = parseFloat(getComputedStyle(image).paddingLeft);
          const [left, top, right, bottom] = box(image);
          return [box(pair.querySelector(".items .filling")), [left + pad, top + pad, right - pad, bottom - pad]];
        }"""
    )
    visit.context.close()
    scale = min((image[2] - image[0]) / 960, (image[3] - image[1]) / 720)
    corner = (image[0] + image[2]) / 2 - 480 * scale, (image[1] + image[3]) / 2 - 360 * scale
    expected = [corner[i % 2] + scale * value for i, value in enumerate((500, 430, 600, 530))]
    assert found == pytest.approx(expected, abs=0.7)


def test_the_switch_takes_the_overlay_away_and_the_address_remembers(page: "Page") -> None:
    switch = page.get_by_label("Mark matches and errors")
    assert switch.is_checked()
    point_at(page, path(page, "r5"))
    page.keyboard.press("m")
    assert not switch.is_checked()
    assert page.locator(".items:visible").count() == 0
    assert tip(page) == []
    assert page.url.endswith("#sample=triangle&marks=no")
    page.reload()
    page.get_by_role("dialog", name="triangle").wait_for()
    assert not switch.is_checked()
    assert page.locator(".items:visible").count() == 0
    switch.check()
    page.locator(".items").first.wait_for()
    assert page.url.endswith("#sample=triangle")


@pytest.mark.parametrize("view", ["slider", "difference"])
def test_the_other_views_have_no_items(page: "Page", view: str) -> None:
    page.locator(f"[name=view][value={view}]").check()
    assert page.locator(".items:visible").count() == 0
    assert not page.get_by_label("Mark matches and errors").is_visible()
    page.get_by_label("Side by side").check()
    assert page.locator(".items:visible").count() == 2


def test_items_are_reached_and_left_by_the_keyboard(page: "Page") -> None:
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Tab")
    assert tip(page) == ["stroke r3: missing"]
    page.keyboard.press("ArrowRight")
    assert tip(page)[0] == "text r5: mislabelled"
    assert lit(page) == ["text c4", "text r5"]
    page.keyboard.press("Enter")
    assert tip(page)[0] == "text c4: mislabelled"
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    assert tip(page)[0].endswith("matched")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert tip(page) == ["stroke r3: missing"]
    page.keyboard.press("Tab")
    assert tip(page) == []
    assert page.evaluate("document.activeElement.textContent") == "full size"


def test_escape_takes_the_words_away_before_it_closes_the_sample(page: "Page") -> None:
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Tab")
    assert tip(page)
    page.keyboard.press("Escape")
    assert tip(page) == []
    assert page.get_by_role("dialog", name="triangle").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


def test_a_figure_of_many_items_takes_two_stops_of_the_tab_key(page: "Page") -> None:
    go(page, "many")
    assert page.locator(".items path").count() == 800
    assert page.locator(".items [tabindex='0']").count() == 2


def test_a_picture_of_something_else_is_hidden_by_paper(page: "Page") -> None:
    go(page, "photograph")
    papers = page.locator(".items").evaluate_all("all => all.map(each => getComputedStyle(each).backgroundColor)")
    assert papers == ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"]


def test_going_to_another_sample_and_back_keeps_the_overlay(page: "Page") -> None:
    page.keyboard.press("j")
    page.get_by_role("dialog", name="many").wait_for()
    page.keyboard.press("k")
    page.get_by_role("dialog", name="triangle").wait_for()
    page.locator(".items").first.wait_for()
    point_at(page, path(page, "r1"))
    assert lit(page) == ["stroke c1", "stroke r1"]


def test_a_sample_without_an_explanation_has_no_switch(page: "Page") -> None:
    page.evaluate("location.hash = 'sample=unexplained'")
    page.get_by_role("dialog", name="unexplained").wait_for()
    assert not page.get_by_label("Mark matches and errors").is_visible()


@pytest.mark.parametrize("options", [PHONE, DESK], ids=["phone", "desk"])
def test_hostile_texts_of_items_do_nothing(browser: "Browser", explained: Path, options: dict[str, Any]) -> None:
    visit = Visit(browser, explained, "#sample=hostile", viewport=options)
    page = visit.page
    page.locator(".items").first.wait_for()
    assert page.locator(".items path").count() == 28
    said = []
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Tab")
    for _ in range(14):
        said.append(tip(page)[1])
        page.keyboard.press("ArrowRight")
    assert f"“{HOSTILE}”" in said
    assert len(set(said)) == 14
    assert visit.deeds == []
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelector('#sample').scrollWidth") <= options["width"]
    assert page.evaluate("document.querySelectorAll('script, iframe, object, base, form').length") == 2
    visit.context.close()
