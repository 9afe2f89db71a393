"""A page in a browser, and what it did there."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 375, "height": 800}
DESK = {"width": 1280, "height": 900}


class Visit:
    """One page, and all that it did beyond being looked at and reading what it may.

    Args:
        browser: a started one.
        file: the page.
        query: follows its address.
        may_read: beginnings of addresses that may be asked for; the files of its own run folder if left out.
        options: of the browser's context.
    """

    def __init__(
        self, browser: "Browser", file: Path, query: str = "", may_read: Sequence[str] = (), **options: Any
    ) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.deeds: list[str] = []
        self.read: list[str] = []
        """Addresses that it asked for and might ask for, in order."""
        self._address = file.resolve().as_uri()
        folder = file.resolve().parent.parent.as_uri()
        self._may_read = (*(may_read or (f"{folder}/report/", f"{folder}/blobs/")), "data:")
        self.page.on("console", lambda message: self.deeds.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.deeds.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.context.on("page", lambda page: self.deeds.append(f"window: {page.url}"))
        self.page.on("request", lambda request: self._request(request.url))
        self.page.goto(self._address + query)

    def _dialog(self, dialog: Any) -> None:
        self.deeds.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        is_itself = urlsplit(url)._replace(query="", fragment="").geturl() == self._address
        if is_itself or url.startswith(self._may_read):
            self.read.append(url)
        else:
            self.deeds.append(f"request: {url}")


def shown(page: "Page") -> list[str]:
    """Return the ids of the rows that are shown, in order."""
    return page.locator("#samples tbody tr:visible .id bdi").all_text_contents()


def opened(page: "Page") -> str:
    """Return the id of the sample that is open, once it is."""
    page.locator("#sample-title").wait_for()
    return page.locator("#sample-title").inner_text()


def state(page: "Page") -> dict[str, str]:
    """Return what the address says of the state of the page."""
    return dict(parse_qsl(urlsplit(page.url).fragment))
