"""Take a packed bundle apart, change it, and put it together again as somebody would who knows how bundles are made."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stem2code_eval.submission.bundle import open_bundle
from stem2code_eval.submission.packing import UNCHECKED
from stem2code_eval.submission.totals import results_of
from stem2code_eval.submission.zipped import write_zip


class Pages(dict[str, bytes]):
    """The files of a bundle by name."""

    def value(self, name: str) -> Any:
        return json.loads(self[name])

    def set(self, name: str, value: Any) -> None:
        self[name] = json.dumps(value).encode()

    def change(self, name: str, change: Callable[[Any], object]) -> None:
        """Change the JSON object in a file in place."""
        value = self.value(name)
        change(value)
        self.set(name, value)

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self[f"{name}.jsonl"].splitlines()]

    def set_rows(self, name: str, rows: list[dict[str, Any]]) -> None:
        self[f"{name}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    def change_row(self, name: str, sample: str, **columns: Any) -> None:
        rows = self.rows(name)
        found = [row for row in rows if row["id"] == sample]
        assert len(found) == 1, f"{sample} is no single row of {name}"
        found[0].update(columns)
        self.set_rows(name, rows)

    def row(self, name: str, sample: str) -> dict[str, Any]:
        return next(row for row in self.rows(name) if row["id"] == sample)

    def add_blob(self, data: bytes, suffix: str) -> str:
        name = f"blobs/{hashlib.sha256(data).hexdigest()}{suffix}"
        self[name] = data
        return name

    def drop_unnamed(self) -> None:
        """Take out the blobs that no row names any more."""
        named = {row[column] for row in self.rows("renders") for column in ("image", "elements")}
        for name in [name for name in self if name.startswith("blobs/") and name not in named]:
            del self[name]


def read(path: Path) -> Pages:
    with zipfile.ZipFile(path) as archive:
        return Pages({name: archive.read(name) for name in archive.namelist()})


def write(path: Path, pages: Pages, honest_index: bool = False) -> Path:
    """Write a bundle; with new hashes, unless `honest_index` leaves the old ones."""
    if not honest_index:
        files = {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in pages.items()
            if name != "bundle.json"
        }
        pages.set("bundle.json", {"format": 1, "tool": "stem2code-eval", "files": files})
    write_zip(path, pages.items())
    return path


def add_up(path: Path, pages: Pages) -> None:
    """Make the means those of the rows, as a careful forger would."""
    with open_bundle(write(path, pages)) as bundle:
        results = results_of(bundle)
    pages.set("results.json", {name: value for name, value in results.items() if name not in UNCHECKED})
