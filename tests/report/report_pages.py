"""What a browser would make of the pages of a report."""

from html.parser import HTMLParser
from pathlib import Path


class Page(HTMLParser):
    """The elements and texts of one page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """The rows of the samples."""
        return [row for row in self.of("tr") if "data-key" in row]

    @property
    def kinds(self) -> set[tuple[str, str]]:
        """Names of elements and of their attributes."""
        return {(tag, name) for tag, attributes in self.elements for name in ["", *attributes]}


class Report:
    """A report and the pages of its samples."""

    def __init__(self, index: Path) -> None:
        self.path = index
        self.index = Page(index)
        self.samples = [Page(each) for each in sorted((index.parent / "samples").iterdir())]

    @property
    def text(self) -> str:
        """What all pages of samples say."""
        return " ".join(sample.text for sample in self.samples)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """All elements of that name in the pages of samples."""
        return [each for sample in self.samples for each in sample.of(tag)]
