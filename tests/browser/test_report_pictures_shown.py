"""A sample's two pictures in a real browser, as the screen shows them: slider, difference, ink on ink."""

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from report_runs import add, finish
from visits import DESK, Visit, opened

from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.page import build_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def colour(page: "Page", place: float) -> tuple[int, int, int]:
    """Return what the screen shows in the middle of the pictures, at a share of their width."""
    box = page.locator("#sample .pair").bounding_box()
    assert box
    clip = {"x": box["x"] + place * box["width"], "y": box["y"] + box["height"] / 2, "width": 1, "height": 1}
    pixel = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    """A run whose reference is red all over and whose reconstruction is blue."""
    with Store(tmp_path / "run", print) as store:
        add(store, "a")
        for table, shade in ((store.references, "#ff0000"), (store.renders, "#0000ff")):
            encoded = io.BytesIO()
            Image.new("RGB", (300, 200), shade).save(encoded, "PNG")
            row = table.get("a")  # type: ignore[attr-defined]
            blob = store.blobs.put(encoded.getvalue(), ".png")
            table.append(replace(row, image=blob))  # type: ignore[attr-defined]
        finish(store)
    return build_report(tmp_path / "run")


def test_the_slider_shows_one_picture_on_each_side(browser: "Browser", squares: Path) -> None:
    visit = Visit(browser, squares, "#sample=a&view=slider", viewport=DESK)
    page = visit.page
    opened(page)
    page.locator("#sample img").evaluate_all("all => Promise.all(all.map(image => image.decode()))")
    red, blue = (255, 0, 0), (0, 0, 255)
    assert (colour(page, 0.4), colour(page, 0.6)) == (red, blue)
    page.locator("#cut").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert (colour(page, 0.6), colour(page, 0.65)) == (red, red)
    box = page.locator("#sample .pair").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 50)
    assert page.locator("#cut").input_value() == "30"
    assert colour(page, 0.4) == blue
    assert opened(page) == "a"
    visit.context.close()
    assert visit.deeds == []


def test_the_heat_map_is_dark_where_pictures_agree_and_bright_where_they_differ(
    browser: "Browser", squares: Path, small: Path
) -> None:
    bright = Visit(browser, squares, "#sample=a&view=difference", viewport=DESK)
    dark = Visit(browser, small, "#sample=lens-2&view=difference", viewport=DESK)
    for visit in (bright, dark):
        opened(visit.page)
        visit.page.locator("#sample img").evaluate_all("all => Promise.all(all.map(image => image.decode()))")
    assert min(colour(bright.page, 0.45)[:2]) > 200
    assert max(colour(dark.page, 0.3)) < 30
    for visit in (bright, dark):
        visit.context.close()
        assert visit.deeds == []


def test_ink_is_laid_on_ink(browser: "Browser", tmp_path: Path) -> None:
    """The same square, in the corner of a large canvas and in the middle of a small one."""
    with Store(tmp_path / "run", print) as store:
        add(store, "a")
        for table, size, box in (
            (store.references, (600, 400), (300, 100, 400, 200)),
            (store.renders, (1000, 1000), (0, 700, 300, 1000)),
        ):
            encoded = io.BytesIO()
            image = Image.new("RGB", size, "white")
            image.paste("black", box)
            image.save(encoded, "PNG")
            row = table.get("a")  # type: ignore[attr-defined]
            table.append(replace(row, image=store.blobs.put(encoded.getvalue(), ".png")))  # type: ignore[attr-defined]
        finish(store)
    visit = Visit(browser, build_report(tmp_path / "run"), "#sample=a&view=difference", viewport=DESK)
    opened(visit.page)

    def brightest() -> int:
        visit.page.locator("#sample img").evaluate_all("all => Promise.all(all.map(image => image.decode()))")
        shot = Image.open(io.BytesIO(visit.page.locator("#sample .pair").screenshot())).convert("L")
        inner = shot.crop((8, 8, shot.width - 8, shot.height - 8))
        return sum(inner.histogram()[200:])

    apart = brightest()
    visit.page.keyboard.press("a")
    assert visit.page.get_by_label("Lay ink on ink").is_checked()
    assert brightest() < 0.05 * apart
    visit.context.close()
    assert visit.deeds == []
