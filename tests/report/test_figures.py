import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_runs import picture

from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.figures import picture_blob, text_blob


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "run", print) as opened:
        yield opened


def test_a_picture_is_shown_with_its_path(store: Store) -> None:
    name = store.blobs.put(picture(), ".png")
    figure = picture_blob(store, "reference", name)
    assert figure.thumbnail is not None
    assert figure.path == name
    assert figure.problem == ""


def test_a_picture_that_is_gone_or_broken_is_said_so(store: Store) -> None:
    gone = picture_blob(store, "reference", f"blobs/{'a' * 64}.png")
    assert "is not in the run folder" in gone.problem
    broken = picture_blob(store, "reference", store.blobs.put(b"no picture", ".png"))
    assert "cannot be decoded" in broken.problem


def test_a_row_cannot_show_files_from_elsewhere(store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    link = store.root / "blobs" / f"{'b' * 64}.txt"
    os.symlink(secret, link)
    for name in (str(secret), "blobs/../../secret.txt", "../secret.txt", f"blobs/{link.name}", "blobs", ""):
        assert text_blob(store, name, 100).text == "", name
        assert text_blob(store, name, 100).note.endswith("is not in the run folder."), name


def test_a_log_is_read_and_cut(store: Store) -> None:
    name = store.blobs.put(b"first line\n" + b"\xff" * 100, ".txt")
    log = text_blob(store, name, 12)
    assert log.text == "first line\n�"
    assert name in log.note
