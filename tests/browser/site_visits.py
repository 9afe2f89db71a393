"""The leaderboard's site in a browser."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from visits import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class SiteVisit(Visit):
    """A visit during which files of the site may be asked for, and nothing else."""

    def __init__(
        self, browser: "Browser", site: Path, page: str = "index.html", query: str = "", **options: Any
    ) -> None:
        self.home = site.resolve().as_uri() + "/"
        super().__init__(browser, site / page, query, [self.home], **options)

    @property
    def asked(self) -> list[str]:
        """The files of the site that were asked for, in order."""
        return [url.removeprefix(self.home) for url in self.read if url.startswith(self.home)]


def until(page: "Page", script: str) -> None:
    """Wait until a script says yes; Playwright's own way needs `eval`, which the pages forbid."""
    for _ in range(300):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {script}")


def column(page: "Page", name: str) -> list[str]:
    """Return the texts of one column of the table that is shown, from the top; of models, the names."""
    return page.evaluate(
        """(name) => {
          const table = Array.from(document.querySelectorAll("table.sortable")).find((each) => each.checkVisibility());
          const at = Array.from(table.tHead.rows[0].cells).findIndex((each) => each.dataset.column === name);
          return Array.from(table.tBodies[0].rows).filter((row) => !row.hidden).map((row) => {
            const cell = row.cells[name === "rank" ? 0 : at];
            return (cell.querySelector("a, b, bdi") ?? cell).textContent.trim();
          });
        }""",
        name,
    )
