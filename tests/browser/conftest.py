"""A real browser, Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from explained_runs import explained_run
from report_runs import naughty_run, small_run
from visits import DESK, Visit

from stem2code_eval.report.page import build_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of `small_run`."""
    return build_report(small_run(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="session")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of `naughty_run`."""
    return build_report(naughty_run(tmp_path_factory.mktemp("naughty")))


@pytest.fixture(scope="session")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of `explained_run`."""
    return build_report(explained_run(tmp_path_factory.mktemp("explained")))


@pytest.fixture
def page(browser: "Browser", small: Path) -> Iterator["Page"]:
    """The report of `small_run`; the test fails if the page logs or throws anything."""
    visit = Visit(browser, small, viewport=DESK)
    yield visit.page
    visit.context.close()
    assert visit.deeds == []


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
