"""A real browser, Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def _do_without(reason: str) -> None:
    if os.environ.get("STEM2CODE_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason} STEM2CODE_REQUIRE_BROWSER=1 asks for it.")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A started browser; the test is skipped where there is none, unless STEM2CODE_REQUIRE_BROWSER=1."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _do_without("Playwright is not installed (pip install playwright).")
    chromium = shutil.which("chromium")
    if chromium is None:
        _do_without("There is no chromium here (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()
