"""The report in a real browser: it works by hand and by keyboard, and hostile content does nothing."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from report_runs import NAUGHTY, naughty_run, small_run
from visits import DESK, PHONE, Visit

from stem2code_eval.report.page import build_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_report(small_run(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_report(naughty_run(tmp_path_factory.mktemp("naughty")))


@pytest.fixture
def page(browser: "Browser", small: Path) -> Iterator["Page"]:
    """The report of `small_run`; the test fails if the page logs or throws anything."""
    visit = Visit(browser, small, viewport=DESK)
    yield visit.page
    visit.context.close()
    assert visit.deeds == []


def shown(page: "Page") -> list[str]:
    return page.locator("article:visible h2 bdi").all_text_contents()


def test_all_samples_are_shown_at_first(page: "Page") -> None:
    assert shown(page) == ["circle-1", "lens-2", "prism-3", "angle-4"]
    assert page.locator("#count").inner_text() == "4 of 4 shown"
    assert page.locator("html").get_attribute("lang") == "en"


def test_filters_narrow_what_is_shown(page: "Page") -> None:
    page.get_by_label("Subject", exact=True).select_option("optics")
    assert shown(page) == ["lens-2", "prism-3"]
    page.get_by_label("Outcome", exact=True).select_option("ok")
    assert shown(page) == ["lens-2"]
    assert page.locator("#count").inner_text() == "1 of 4 shown"
    page.get_by_label("Subject", exact=True).select_option("")
    page.get_by_label("Outcome", exact=True).select_option("model_error")
    assert shown(page) == ["angle-4"]
    page.get_by_label("Outcome", exact=True).select_option("")
    for words, found in (("NAMEERROR", ["prism-3"]), ("multi_", ["lens-2"]), ("circle", ["circle-1"])):
        page.get_by_label("Text", exact=True).fill(words)
        assert shown(page) == found
    page.get_by_label("Text", exact=True).fill("no such thing")
    assert shown(page) == []
    assert page.get_by_text("No figure matches.").is_visible()


def test_sorting_puts_samples_without_a_score_last_in_both_directions(page: "Page") -> None:
    order = page.get_by_label("Order", exact=True)
    order.select_option(label="pixel, lowest first")
    assert shown(page) == ["prism-3", "lens-2", "circle-1", "angle-4"]
    order.select_option(label="ssim, highest first")
    assert shown(page) == ["lens-2", "prism-3", "circle-1", "angle-4"]
    order.select_option(label="as in the task")
    assert shown(page) == ["circle-1", "lens-2", "prism-3", "angle-4"]


def test_pictures_are_enlarged_by_click_and_by_keyboard(page: "Page") -> None:
    button = page.get_by_role("button", name="Enlarge the reconstruction of lens-2")
    dialog = page.get_by_role("dialog", name="lens-2")
    before = button.locator("img").bounding_box()
    button.focus()
    page.keyboard.press("Enter")
    assert dialog.is_visible()
    assert dialog.locator("img").count() == 2
    after = dialog.locator("img").first.bounding_box()
    assert before
    assert after
    assert after["width"] > 1.4 * before["width"]
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert button.evaluate("node => node === document.activeElement")
    button.click()
    dialog.get_by_role("button", name="Close").click()
    assert not dialog.is_visible()


def test_each_control_is_reached_by_the_tab_key(page: "Page") -> None:
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"skip", "outcome", "subject", "text", "order", "enlarge"} <= reached


def test_programs_of_failures_are_open_and_of_others_on_demand(page: "Page") -> None:
    assert page.get_by_role("region", name="Program of prism-3").is_visible()
    program = page.get_by_role("region", name="Program of circle-1")
    assert program.count() == 0
    page.locator("#s1 summary", has_text="Program").click()
    assert program.is_visible()
    keyword = program.locator(".k", has_text="import")
    assert keyword.evaluate("node => getComputedStyle(node).color") != program.evaluate(
        "node => getComputedStyle(node).color"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrasts_with_its_paper(browser: "Browser", small: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for all text."""
    visit = Visit(browser, small, color_scheme=scheme, viewport=DESK)
    visit.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    poor = [
        (text, round(_contrast(ink, paper), 2))
        for text, ink, paper in visit.page.evaluate(_INKS)
        if _contrast(ink, paper) < 4.5
    ]
    body = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visit.context.close()
    assert poor == []
    assert (_luminance(body) < 0.1) == (scheme == "dark")


_INKS = """() => {
  const paper = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return Array.from(document.querySelectorAll("body *"))
    .filter((node) => node.checkVisibility() && !["SCRIPT", "OPTION"].includes(node.tagName))
    .filter((node) => Array.from(node.childNodes).some((each) => each.nodeType === 3 && each.data.trim()))
    .map((node) => [node.textContent.slice(0, 30), getComputedStyle(node).color, paper(node)]);
}"""


def _luminance(colour: str) -> float:
    channels = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(ink: str, paper: str) -> float:
    dark, light = sorted((_luminance(ink), _luminance(paper)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_hostile_content_does_nothing(browser: "Browser", naughty: Path, viewport: dict[str, int]) -> None:
    visit = Visit(browser, naughty, viewport=viewport)
    page = visit.page
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for article in page.locator("article").all():
        article.locator(".about").hover()
    page.locator(".enlarge").first.click()
    page.keyboard.press("Escape")
    page.get_by_label("Subject", exact=True).select_option(index=2)
    page.get_by_label("Order", exact=True).select_option(index=3)
    page.wait_for_timeout(200)
    assert visit.deeds == []
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate("document.querySelectorAll('script, iframe, object, base, form').length") == 2
    assert page.evaluate("document.querySelectorAll('[onload], [onerror], [onclick], [onmouseover]').length") == 0
    visit.context.close()


def test_a_filter_by_a_hostile_subject_finds_its_samples(browser: "Browser", naughty: Path) -> None:
    visit = Visit(browser, naughty)
    visit.page.get_by_label("Subject", exact=True).select_option(NAUGHTY["attribute"])
    assert visit.page.locator("article:visible").count() == 2
    visit.context.close()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine: its address, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()


@pytest.mark.parametrize("guarded", [True, False], ids=["with the policy", "without it"])
def test_if_an_escape_were_missing_the_policy_would_still_hold(
    browser: "Browser", small: Path, server: tuple[str, list[str]], guarded: bool
) -> None:
    """Without the policy the same payload does all of it, so the test can see what it guards against."""
    address, asked = server
    payload = f"{NAUGHTY['script']}{NAUGHTY['image']}<img src='{address}/x.png'><link rel=stylesheet href={address}/s>"
    html = small.read_text(encoding="utf-8").replace('<section id="samples"', f'{payload}<section id="samples"')
    attacked = small.with_name("attacked.html")
    attacked.write_text(html if guarded else html.replace("Content-Security-Policy", "X-None"), encoding="utf-8")
    visit = Visit(browser, attacked)
    hacked = visit.page.evaluate("window.hacked === 1")
    visit.context.close()
    assert hacked != guarded
    assert any(deed.startswith("dialog") for deed in visit.deeds) != guarded
    assert sorted(asked) == ([] if guarded else ["/s", "/x.png"])
