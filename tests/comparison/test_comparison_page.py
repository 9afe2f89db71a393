"""The side-by-side page without a browser: what is shown, what is refused, and no name as markup."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made_runs import failed, lost, row, with_pictures, write_run
from report_runs import NAUGHTY

from stem2code_eval.comparison.contrast import Comparison, contrast_runs
from stem2code_eval.comparison.exports.write import export
from stem2code_eval.comparison.load import load
from stem2code_eval.comparison.page import comparison_page, differing


class Seen(HTMLParser):
    """What a parser finds in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.sources += [value or "" for name, value in attrs if name == "src"]


IDS = ("same", "better", "worse", "flipped")


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    base = [row("same", 50.0), row("better", 50.0), row("worse", 50.0), row("flipped", 0.0)]
    after = [row("same", 50.0), row("better", 60.0), row("worse", 10.0), failed("flipped", "crash", message="it fell")]
    found = write_run(tmp_path / "a", base), write_run(tmp_path / "b", after)
    for each in found:
        with_pictures(each, IDS)
    return found


def compared(*paths: Path) -> Comparison:
    return contrast_runs(*map(load, paths), (), ())


def text_of(comparison: Comparison, top: int = 20) -> str:
    return comparison_page(comparison, top).decode()


def test_figures_that_changed_come_first_then_those_that_ended_otherwise(runs: tuple[Path, Path]) -> None:
    assert [pair.id for pair in differing(compared(*runs), 20)] == ["worse", "better", "flipped"]
    assert [pair.id for pair in differing(compared(*runs), 1)] == ["worse"]
    text = text_of(compared(*runs))
    assert re.findall(r"<h3><bdi>(\w+)", text) == ["worse", "better", "flipped"]
    assert text.count("data:image/webp;base64,") == 9
    assert "it fell" in text


def test_exported_files_say_that_they_have_no_pictures(runs: tuple[Path, Path], tmp_path: Path) -> None:
    export(runs[0], "jsonl", tmp_path / "a.jsonl")
    text = text_of(compared(tmp_path / "a.jsonl", runs[1]))
    assert text.count("data:image/webp;base64,") == 6
    assert text.count("An exported file has no pictures.") == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../secret.png", "Its path is none that a run writes."),
        ("/etc/passwd", "Its path is none that a run writes."),
        (["blobs"], "Its path is none that a run writes."),
        (f"blobs/{'0' * 64}.png", "The picture is not in the run folder."),
    ],
)
def test_no_path_leads_out_of_the_run_folder(runs: tuple[Path, Path], name: Any, said: str) -> None:
    (runs[0].parent / "secret.png").write_bytes(next((runs[0] / "blobs").iterdir()).read_bytes())
    (runs[1] / "renders.jsonl").write_text(json.dumps({"id": "worse", "image": name}) + "\n")
    assert said in text_of(compared(*runs))


def test_an_edited_picture_is_not_shown(runs: tuple[Path, Path]) -> None:
    for picture in (runs[1] / "blobs").iterdir():
        picture.write_bytes(picture.read_bytes() + b"x")
    assert "The picture was edited after the run." in text_of(compared(*runs))


def test_what_is_no_picture_is_said(runs: tuple[Path, Path]) -> None:
    from stem2code_eval.hashing import sha256_bytes

    name = f"blobs/{sha256_bytes(b'hello')}.png"
    (runs[1] / name).write_bytes(b"hello")
    (runs[1] / "renders.jsonl").write_text(json.dumps({"id": "worse", "image": name}) + "\n")
    assert "The picture cannot be shown" in text_of(compared(*runs))


def test_missing_results_and_what_was_allowed_stand_at_the_top(tmp_path: Path) -> None:
    base = write_run(tmp_path / "a", [row("x", 1.0), row("y", 1.0)])
    after = write_run(tmp_path / "b", [row("x", 1.0), lost("y")], task__version="2")
    text = text_of(contrast_runs(load(base), load(after), (), ("task.version",)))
    assert "Differs, and was allowed: 1" in text
    assert "candidate, y: model_error: the server said 503" in text
    assert "INCOMPLETE" in text


def test_no_name_becomes_markup(tmp_path: Path) -> None:
    names = list(NAUGHTY.values())
    told = {"model__name": "".join(names)}
    base = write_run(tmp_path / "a", [row(name, 90.0, subject=name) for name in names], **told)
    after = write_run(tmp_path / "b", [failed(name, "crash", subject=name, message=name) for name in names], **told)
    for run in (base, after):
        with_pictures(run, names)
    text = text_of(compared(base, after), 50)
    seen = Seen()
    seen.feed(text)
    assert seen.tags.isdisjoint({"script", "iframe", "svg", "base", "link", "a", "textarea", "form"})
    assert [name for name in seen.attributes if name.startswith("on") or name in ("href", "srcdoc", "style")] == []
    assert {source[:23] for source in seen.sources} == {"data:image/webp;base64,"}
    assert "1337" not in text.replace("base64", "")
    assert [each for each in text if not each.isprintable() and each != "\n"] == []
