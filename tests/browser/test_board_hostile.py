"""Whatever an entry says stays text: in every field that may hold any, on every page, and in the plots."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hostile import assert_held, assert_inert, plant
from made_entries import JUDGE, METRICS, SUBJECTS, entry, picture, samples, submit
from report_runs import NAUGHTY
from site_visits import SiteVisit, column, until
from visits import DESK, PHONE

from stem2code_eval.board.site import build_site

pytest.importorskip("plotly", reason="pip install plotly")

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEXTS = {
    **{name: text for name, text in NAUGHTY.items() if name != "surrogate"},
    "plotly": "<a href='javascript:window.hacked=1'>x</a><b>bold</b><br>%{x}$\\href{javascript:alert(1)}{x}$",
    "letters": "x" * 200,
    "words": "<b> " * 50,
}
URLS = [
    "javascript:window.hacked=1",
    "JaVaScRiPt:window.hacked=1",
    "java\nscript:window.hacked=1",
    "data:text/html,<script>alert(1)</script>",
    "https://user:secret@127.0.0.1/",
    "http://127.0.0.1/",
    "//127.0.0.1/",
    "https://\u202e127.0.0.1/",
    "https://[::1",
    "file:///etc/passwd",
    '" onclick="window.hacked=1',
]


def naughty_entry(text: str, url: str) -> dict[str, Any]:
    content = entry(text[:200], 50.0, split=text[:200], judges={"image": {**JUDGE, "model": text[:200]}, "code": None})
    content["by_subject"] = {f"{text[:190]} {at}": part for at, part in enumerate(content["by_subject"].values())}
    content["run"]["package_version"] = text[:200]
    content["source"] = {"url": url, "note": text[:2000]}
    return content


def naughty_samples(text: str) -> list[dict[str, Any]]:
    rows = samples(50.0)
    for at, row in enumerate(rows):
        row.update(id=f"{at} {text}", subject=text, outcome=text, flags=[text, text])
    rows[0]["id"] = "M" * 1_000_000
    rows[0]["picture"] = "pictures/a.png"
    return rows


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("naughty")
    for at, (name, text) in enumerate(TEXTS.items()):
        content, rows = naughty_entry(text, URLS[at % len(URLS)]), naughty_samples(text)
        submit(folder / "entries", name, content, rows, {"a.png": picture() + text.encode("utf-8")})
        one_table = entry(text[:200], 60.0 - at)
        one_table["by_subject"][f"zz {text[:190]}"] = one_table["by_subject"].pop(SUBJECTS[2])
        submit(folder / "entries", f"{name}-together", one_table)
    return build_site(folder / "entries", folder / "site").parent


def pages(site: Path) -> list[str]:
    return ["index.html", "plots.html", "methods.html", *(f"models/{name}.html" for name in TEXTS)]


def use(visit: SiteVisit) -> None:
    """Touch all that can be touched."""
    page = visit.page
    for tab in page.get_by_role("tab").all():
        tab.click()
    for head in page.locator("table.sortable:visible thead button:visible").all()[:4]:
        head.click()
    for details in page.locator("details:visible").all():
        details.click()
    if page.locator("#filters").count():
        page.get_by_label("Outcome", exact=True).select_option(index=1)
        page.get_by_label("Subject", exact=True).select_option(index=1)
        page.get_by_label("Text", exact=True).fill("<script>alert(1)</script>")
        page.reload()
    for point in page.locator(".points path").all()[:3]:
        box = point.bounding_box()
        if box:
            page.mouse.move(box["x"] + 2, box["y"] + 2)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_hostile_texts_do_nothing_on_any_page(browser: "Browser", site: Path, viewport: dict[str, int]) -> None:
    for name in pages(site):
        visit = SiteVisit(browser, site, name, viewport=viewport)
        page = visit.page
        if name == "plots.html":
            until(page, "document.querySelectorAll('.main-svg').length > 0")
        use(visit)
        assert visit.deeds == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name
        assert_inert(visit, "script, iframe, object, base, embed", {"plots.html": 3}.get(name, 1))
        links = page.evaluate("Array.from(document.querySelectorAll('a'), each => each.href)")
        assert all(link.startswith(("file:", "https://")) for link in links), name
        visit.context.close()


def test_the_texts_are_shown_as_they_were_written(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, "models/script.html", viewport=DESK)
    assert visit.page.locator("h1").inner_text() == NAUGHTY["script"]
    visit.page.goto(visit.home + "models/direction.html")
    assert "\u27e8U+202E\u27e9reversed" in visit.page.locator("h1").inner_text()
    assert "\u202e" not in visit.page.content()
    visit.context.close()


def test_names_in_plots_are_text_and_no_links(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, "plots.html", "#task=stem_figures-v1", viewport=DESK)
    page = visit.page
    until(page, "document.querySelectorAll('#plot-stem_figures-v1-intervals .ytick text').length > 0")
    labels = page.locator("#plot-stem_figures-v1-intervals .ytick text").all_text_contents()
    assert any(label.startswith("<script>window.hacked = 1;") for label in labels)
    assert any(label.startswith("<a href='javascript:") for label in labels)
    assert page.locator(".plot svg a, .plot svg tspan[style*='bold']").count() == 0
    visit.context.close()
    assert visit.deeds == []


def test_only_plain_https_addresses_become_links(browser: "Browser", tmp_path: Path) -> None:
    good = "https://example.org/a?b=<c>&d='e'"
    for at, url in enumerate([*URLS, good]):
        submit(tmp_path / "entries", f"u{at}", entry(f"openai/u{at}", 50.0, source={"url": url}))
    site = build_site(tmp_path / "entries", tmp_path / "site").parent
    visit = SiteVisit(browser, site, viewport=DESK)
    for at in range(len(URLS) + 1):
        visit.page.goto(f"{visit.home}models/u{at}.html")
        links = visit.page.locator("main a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
        assert links == ([good] if at == len(URLS) else []), URLS[at : at + 1]
    assert "ugc" in (visit.page.locator("main a").get_attribute("rel") or "")
    visit.context.close()
    assert visit.deeds == []


def test_hostile_names_sort_and_filter_like_others(browser: "Browser", site: Path) -> None:
    visit = SiteVisit(browser, site, "models/attribute.html", viewport=DESK)
    assert len(column(visit.page, "figure")) == 6
    assert all(len(text) <= 100 for text in column(visit.page, "figure"))
    visit.context.close()


def test_the_data_files_are_plain_ascii_or_escaped(site: Path) -> None:
    (site / "leaderboard.json").read_bytes().decode("ascii")
    told = json.loads((site / "leaderboard.json").read_text())
    assert NAUGHTY["script"] in [row["model"] for table in told["tables"] for row in table["rows"]]
    assert all(metric in METRICS for table in told["tables"] for row in table["rows"] for metric in row["scores"])


@pytest.mark.parametrize("name", ["index.html", "plots.html", "models/script.html"])
@pytest.mark.parametrize("guarded", [True, False], ids=["with the policy", "without it"])
def test_if_an_escape_were_missing_the_policy_would_still_hold(
    browser: "Browser", site: Path, tmp_path: Path, server: tuple[str, list[str]], name: str, guarded: bool
) -> None:
    """Without the policy the same payload does all of it, so the test can see what it guards against."""
    address, asked = server
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    style = f"<style>body {{ background: url({address}/c) }}</style>"
    payload = f"{NAUGHTY['script']}{NAUGHTY['image']}<img src='{address}/x.png'>{style}"
    plant(copy / name, "</main>", payload, guarded)
    visit = SiteVisit(browser, copy, name, viewport=DESK)
    visit.page.wait_for_timeout(200)
    assert_held(visit, asked, guarded, ["/c", "/x.png"])
