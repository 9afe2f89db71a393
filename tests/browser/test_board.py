"""The leaderboard's site in a real browser, from `file://`: what a reader does, by pointer, keyboard and address."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inks import luminance, poor_contrasts
from made_entries import entry, small_board, submit
from site_visits import SiteVisit, column, until
from visits import DESK

from stem2code_eval.board.site import build_site

pytest.importorskip("plotly", reason="pip install plotly")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 375, "height": 800}
DASH = "\u2013"
PAGES = ["index.html", "plots.html", "methods.html", "models/alpha.html", "models/published-printed-one.html"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("board")
    return build_site(small_board(folder / "entries"), folder / "site").parent


@pytest.fixture
def visit(browser: "Browser", site: Path) -> Iterator[SiteVisit]:
    """The first page; the test fails if a page logs, throws, or asks for anything but a file of the site."""
    made = SiteVisit(browser, site, viewport=DESK)
    yield made
    made.context.close()
    assert made.deeds == []


@pytest.fixture
def page(visit: SiteVisit) -> "Page":
    return visit.page


def click(page: "Page", head: str) -> None:
    page.locator("section:visible thead").get_by_role("button", name=head, exact=True).click()


def sorted_by(page: "Page") -> list[tuple[str, str]]:
    heads = page.locator("table.sortable:visible th[aria-sort]")
    return heads.evaluate_all("all => all.map(each => [each.dataset.column, each.getAttribute('aria-sort')])")


def test_the_table_opens_in_the_order_of_the_headline(page: "Page") -> None:
    assert column(page, "model") == [
        *("baseline/reference", "openai/alpha", "openai/beta", "openai/judged", "openai/holes", "vllm/gamma")
    ]
    assert sorted_by(page) == [["reconstruction", "descending"]]
    assert column(page, "rank") == [DASH, f"1{DASH}3", f"1{DASH}3", f"3{DASH}4", f"1{DASH}4", "5"]


def test_sorting_by_a_column_and_back(page: "Page") -> None:
    click(page, "ssim")
    assert sorted_by(page) == [["ssim", "descending"]]
    values = [float(text) for text in column(page, "ssim")]
    assert values == [98.0, 71.0, 69.0, 49.0, 89.0, 29.0]
    assert "ssim" in page.locator("section:visible thead .by").inner_text()
    click(page, "ssim")
    assert sorted_by(page) == [["ssim", "ascending"]]
    assert column(page, "model")[0] == "vllm/gamma"
    click(page, "model")
    assert column(page, "model") == sorted(column(page, "model"))


def test_sorting_by_the_keyboard(page: "Page") -> None:
    button = page.locator("section:visible thead").get_by_role("button", name="elements", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    assert sorted_by(page) == [["elements", "descending"]]
    page.keyboard.press("Space")
    assert sorted_by(page) == [["elements", "ascending"]]
    assert button.evaluate("node => node === document.activeElement")


def test_columns_are_chosen_by_the_reader_and_the_address_remembers(page: "Page") -> None:
    assert not page.locator("section:visible th[data-column='date']").is_visible()
    page.locator("section:visible summary").click()
    boxes = page.locator("section:visible .columns fieldset")
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    boxes.get_by_label("date").check()
    boxes.get_by_label("ssim").uncheck()
    page.keyboard.press("Escape")
    assert not boxes.is_visible()
    assert page.locator("section:visible th[data-column='date']").is_visible()
    assert not page.locator("section:visible th[data-column='ssim']").is_visible()
    assert column(page, "date") == ["2025-01-31"] * 6
    page.goto(page.url)
    page.reload()
    assert page.locator("section:visible th[data-column='date']").is_visible()
    assert not page.locator("section:visible th[data-column='ssim']").is_visible()


def test_tabs_by_pointer_and_keyboard(page: "Page") -> None:
    tabs = page.get_by_role("tab")
    assert tabs.count() == 3
    tabs.nth(2).click()
    assert column(page, "model") == ["Printed-Two", "Printed-One"]
    assert page.locator("section:visible").count() == 1
    page.keyboard.press("ArrowRight")
    assert tabs.first.get_attribute("aria-selected") == "true"
    assert tabs.first.evaluate("node => node === document.activeElement")
    page.keyboard.press("End")
    assert tabs.nth(2).get_attribute("aria-selected") == "true"
    assert page.get_by_role("tabpanel").get_attribute("data-board") == "stem2code-published"


def test_published_rows_are_marked_and_unranked(page: "Page") -> None:
    page.get_by_role("tab").nth(2).click()
    board = page.locator("section:visible")
    assert board.locator("tbody .badge").all_text_contents() == ["published", "published"]
    assert "not measured with this" in board.locator(".notice").inner_text()
    assert board.locator("th.rank, td.rank").count() == 0
    shown = page.locator("table:visible").all_inner_texts()
    assert len(shown) == 1
    assert "openai/alpha" not in shown[0]


def test_a_deep_link_opens_task_order_and_columns(browser: "Browser", site: Path) -> None:
    link = "#task=stem_figures-v1-judged&sort=image_score:ascending&columns=image_score,ssim"
    visit = SiteVisit(browser, site, query=link, viewport=DESK)
    page = visit.page
    assert page.locator("section:visible").get_attribute("data-board") == "stem_figures-v1-judged"
    assert sorted_by(page) == [["image_score", "ascending"]]
    heads = page.locator("section:visible thead th:visible").evaluate_all("all => all.map(each => each.dataset.column)")
    assert heads == [None, "model", "coverage", "ssim", "image_score"]
    page.evaluate("location.hash = 'task=stem_figures-v1&sort=elements'")
    page.locator("#board-stem_figures-v1").wait_for()
    assert sorted_by(page) == [["elements", "descending"]]
    visit.context.close()
    assert visit.deeds == []


@pytest.mark.parametrize(
    "link",
    [
        "#task=<script>&sort=__proto__:x&columns=,,",
        "#%",
        "#sort=constructor",
        "#task=&sort=:",
        "#sort=ssim:constructor",
    ],
)
def test_an_address_that_means_nothing_does_nothing(browser: "Browser", site: Path, link: str) -> None:
    visit = SiteVisit(browser, site, query=link, viewport=DESK)
    assert visit.page.locator("section:visible").get_attribute("data-board") == "stem_figures-v1"
    assert len(column(visit.page, "model")) == 6
    assert sorted_by(visit.page)[0][1] in ("ascending", "descending")
    visit.context.close()
    assert visit.deeds == []


def test_csv_and_json_hold_what_the_table_shows(page: "Page", site: Path) -> None:
    told = {table["id"]: table for table in json.loads((site / "leaderboard.json").read_text())["tables"]}
    for tab in page.get_by_role("tab").all():
        tab.click()
        board = page.locator("section:visible").get_attribute("data-board") or ""
        lines = list(csv.DictReader(io.StringIO((site / "tables" / f"{board}.csv").read_text())))
        rows = told[board]["rows"]
        assert column(page, "model") == [line["model"] for line in lines] == [row["model"] for row in rows]
        metrics = page.locator("section:visible td[data-column][data-r]").evaluate_all(
            "all => Array.from(new Set(all.map(each => each.dataset.column)))"
        )
        assert set(metrics) == {name for row in rows for name in row["scores"]}
        for name in metrics:
            cells = column(page, name)
            means = [row["scores"].get(name, {}).get("mean") for row in rows]
            assert cells == [DASH if mean is None else f"{mean:.1f}" for mean in means]
            assert [line[name] for line in lines] == ["" if mean is None else str(mean) for mean in means]


def test_a_model_page_has_samples_to_sort_filter_and_link_to(page: "Page", visit: SiteVisit) -> None:
    page.get_by_role("link", name="openai/alpha").click()
    page.get_by_role("heading", name="openai/alpha").wait_for()
    assert "1 programs, 2 pictures of 6 answers" in page.locator(".facts").inner_text()
    assert column(page, "figure") == [f"figure-{at}" for at in range(6)]
    page.locator("#samples").get_by_role("button", name="ssim").click()
    assert column(page, "figure") == ["figure-5", "figure-3", "figure-2", "figure-1", "figure-0", "figure-4"]
    page.get_by_label("Outcome", exact=True).select_option("timeout")
    assert column(page, "figure") == ["figure-4"]
    assert page.locator("#count").inner_text() == "1 of 6 shown"
    page.get_by_label("Outcome", exact=True).select_option("")
    page.get_by_label("Subject", exact=True).select_option("graphs")
    page.get_by_label("Text", exact=True).fill("RASTER")
    assert column(page, "figure") == ["figure-2"]
    page.reload()
    assert column(page, "figure") == ["figure-2"]
    page.goto(page.url.split("#")[0] + "#sample=figure-3")
    page.reload()
    assert page.locator("tr.found th").inner_text() == "figure-3"
    image = page.locator(".pictures img")
    image.scroll_into_view_if_needed()
    until(page, "document.querySelector('.pictures img').naturalWidth === 480")
    assert "pictures/alpha/figure-0.png" in visit.asked


def test_only_the_page_of_plots_loads_the_library(browser: "Browser", site: Path) -> None:
    for name in PAGES:
        visit = SiteVisit(browser, site, name, viewport=DESK)
        assert ("assets/plotly.min.js" in visit.asked) == (name == "plots.html")
        visit.context.close()
        assert visit.deeds == []


def plotted(page: "Page", name: str) -> list[dict]:
    until(page, f"document.getElementById('{name}')?.data?.length > 0")
    return json.loads(page.evaluate(f"JSON.stringify(document.getElementById('{name}').data)"))


def test_plots_show_the_numbers_of_the_table(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, "plots.html", viewport=DESK)
    table = json.loads((site / "leaderboard.json").read_text())["tables"][0]
    scores = {row["model"]: {name: each["mean"] for name, each in row["scores"].items()} for row in table["rows"]}
    for name, x, y in (("image", "ssim", "elements"), ("runs", "exec_rate", "reconstruction")):
        traces = plotted(visit.page, f"plot-stem_figures-v1-{name}")
        points = {
            text: (across, up)
            for trace in traces
            for text, across, up in zip(trace["hovertext"], trace["x"], trace["y"], strict=True)
        }
        assert points == {model: (means[x], means[y]) for model, means in scores.items()}
        drawn = visit.page.locator(f"#plot-stem_figures-v1-{name} .points path").count()
        assert drawn == len(scores)
    models, baseline = plotted(visit.page, "plot-stem_figures-v1-intervals")
    assert (models["name"], baseline["text"]) == ("models", ["baseline/reference"])
    at = models["text"].index("openai/holes")
    assert models["x"][at] - models["error_x"]["arrayminus"][at] == 45.0
    (heat,) = plotted(visit.page, "plot-stem_figures-v1-subjects")
    assert heat["z"] == [
        [row["by_subject"][name]["scores"]["reconstruction"] for name in ("circuits", "geometry", "graphs")]
        for row in table["rows"]
    ]
    visit.page.get_by_role("tab").nth(2).click()
    (printed,) = plotted(visit.page, "plot-stem2code-published-image")
    assert printed["x"] == [61.0, 60.0]
    visit.context.close()
    assert visit.deeds == []


def test_a_task_may_bear_the_name_of_a_part_of_the_page(browser: "Browser", tmp_path: Path) -> None:
    for name in ("plots", "theme", "content", "constructor"):
        submit(tmp_path / "entries", name, entry(f"openai/{name}", 50.0, benchmark=name, split=None))
    site = build_site(tmp_path / "entries", tmp_path / "site").parent
    for name in ("plots", "theme", "content", "constructor"):
        visit = SiteVisit(browser, site, "plots.html", f"#task={name}", viewport=DESK)
        (models,) = plotted(visit.page, f"plot-{name}-intervals")
        assert models["text"] == [f"openai/{name}"]
        visit.context.close()
        assert visit.deeds == []


def test_plots_follow_the_colours_of_the_system(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, "plots.html", viewport=DESK, color_scheme="light")
    label = visit.page.locator("#plot-stem_figures-v1-image .xtitle")
    label.wait_for()
    light = label.evaluate("node => getComputedStyle(node).fill")
    visit.page.emulate_media(color_scheme="dark")
    colour = "getComputedStyle(document.querySelector('#plot-stem_figures-v1-image .xtitle')).fill"
    until(visit.page, f"{colour} !== '{light}'")
    visit.context.close()
    assert visit.deeds == []


def test_the_button_turns_pages_and_plots_dark_and_the_choice_stays(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, "plots.html", viewport=DESK, color_scheme="light")
    page = visit.page
    until(page, "document.querySelectorAll('#plot-stem_figures-v1-image .xtitle').length > 0")
    colour = "getComputedStyle(document.querySelector('#plot-stem_figures-v1-image .xtitle')).fill"
    light = page.evaluate(colour)
    page.locator("#theme").click()
    until(page, f"{colour} !== '{light}'")
    page.goto(visit.home + "index.html")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    visit.context.close()
    assert visit.deeds == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrasts_with_its_paper(browser: "Browser", site: Path, scheme: str) -> None:
    for name in PAGES:
        visit = SiteVisit(browser, site, name, color_scheme=scheme, viewport=DESK)
        for details in visit.page.locator("summary:visible").all():
            details.click()
        assert poor_contrasts(visit.page, ".plot") == [], name
        assert (luminance(visit.page.evaluate("getComputedStyle(document.body).backgroundColor")) < 0.1) == (
            scheme == "dark"
        )
        visit.context.close()


def test_everything_that_acts_has_a_name(browser: "Browser", site: Path) -> None:
    for name in PAGES:
        visit = SiteVisit(browser, site, name, viewport=DESK)
        acting = visit.page.locator(
            "button, select, input, a, [role=region], [role=tabpanel], [role=tablist], img, .plot"
        )
        for node in acting.all():
            said = node.evaluate(
                "node => (node.ariaLabel || node.alt || node.textContent.trim() || node.labels?.[0]?.textContent"
                " || document.getElementById(node.getAttribute('aria-labelledby'))?.textContent || '').trim()"
            )
            assert said, node.evaluate("node => node.outerHTML.slice(0, 200)")
        visit.context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_is_wider_than_the_screen(browser: "Browser", site: Path, name: str, viewport: dict[str, int]) -> None:
    visit = SiteVisit(browser, site, name, viewport=viewport)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    visit.context.close()
    assert visit.deeds == []


def test_a_phone_shows_rank_model_and_headline_at_once(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, viewport=PHONE)
    for column_name in ("model", "reconstruction"):
        at = visit.page.locator(f"section:visible th[data-column='{column_name}']").bounding_box()
        assert at
        assert 0 <= at["x"] < at["x"] + at["width"] <= PHONE["width"]
    visit.context.close()


def test_nothing_moves_while_pages_load(browser: "Browser", site: Path) -> None:
    for name in PAGES:
        visit = SiteVisit(browser, site, "methods.html", viewport=DESK)
        visit.page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(each => "
            "{ window.shift += each.value; })).observe({type: 'layout-shift', buffered: true});"
        )
        visit.page.goto(visit.home + name)
        visit.page.wait_for_timeout(500)
        assert visit.page.evaluate("window.shift") < 0.01, name
        visit.context.close()


def test_it_can_be_read_without_scripts(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, viewport=DESK, java_script_enabled=False)
    text = visit.page.locator("main").inner_text()
    assert "openai/alpha" in text
    assert "Printed-One" in text
    visit.context.close()
