"""A page in a browser, and what it did there."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PHONE = {"width": 390, "height": 800}
DESK = {"width": 1280, "height": 900}


class Visit:
    """One page, and all that it did beyond being looked at."""

    def __init__(self, browser: "Browser", file: Path, query: str = "", **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.deeds: list[str] = []
        address = file.resolve().as_uri()
        self.page.on("console", lambda message: self.deeds.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.deeds.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.context.on("page", lambda page: self.deeds.append(f"window: {page.url}"))
        self.page.on("request", lambda request: self._request(request.url, address))
        self.page.goto(address + query)

    def _dialog(self, dialog: Any) -> None:
        self.deeds.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str, address: str) -> None:
        if url.split("#")[0].split("?")[0] != address and not url.startswith("data:"):
            self.deeds.append(f"request: {url}")
