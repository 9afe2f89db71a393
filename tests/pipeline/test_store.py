import os
import subprocess
import sys
from pathlib import Path

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.blobs import Blobs
from stem2code_eval.pipeline.records import ReferenceRow, ScoreRow
from stem2code_eval.pipeline.store import Store


def scored(name: str) -> ScoreRow:
    return ScoreRow(name, "geometry", 1, None, "ok", [], {"pixel": 50.0}, key="k")


def test_two_runs_on_one_folder_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with Store(tmp_path / "run", print), pytest.raises(UserError, match="Another run is at work in"):
        Store(tmp_path / "run", print)
    Store(tmp_path / "run", print).close()


def test_the_lock_goes_with_a_killed_process(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from stem2code_eval.pipeline.store import Store;"
        "s = Store(Path(sys.argv[1]), print); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "run")])
    assert done.returncode == -9
    Store(tmp_path / "run", print).close()


def test_an_unusable_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"Cannot use .*file/run as a run folder"):
        Store(tmp_path / "file" / "run", print)


def test_a_damaged_manifest_is_a_sentence(tmp_path: Path) -> None:
    with Store(tmp_path, print) as store:
        assert store.read_manifest() is None
        (tmp_path / "run.json").write_text("{")
        with pytest.raises(UserError, match=r"run\.json"):
            store.read_manifest()


def test_blobs_are_named_by_content_and_kept_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    first, second = blobs.put(b"abc", ".png"), blobs.put(b"abc", ".png")
    assert first == second
    assert blobs.path(first).read_bytes() == b"abc"
    assert len(os.listdir(tmp_path / "blobs")) == 1
    assert not blobs.has("blobs/other.png")


def test_a_half_written_blob_of_a_crash_is_cleared_and_never_seen(tmp_path: Path) -> None:
    Blobs(tmp_path)
    (tmp_path / "blobs" / ".x.png.abc.tmp").write_bytes(b"half")
    Blobs(tmp_path)
    assert os.listdir(tmp_path / "blobs") == []


class Killed(BaseException):
    """Stands for a process that is killed at this very moment."""


@pytest.mark.parametrize("dies_at", range(6))
def test_killed_at_any_replacement_of_the_end_the_next_end_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    order = ["a", "b"]

    def finish(store: Store) -> None:
        store.compact(order)
        store.write_results({"n": 2})
        store.write_manifest({"end": "now"})

    def filled(root: Path) -> Store:
        store = Store(root, print)
        for name in ("b", "a", "b"):
            store.scores.append(scored(name))
            store.references.append(ReferenceRow(name, "blobs/x.png", "0", "image/png", None, "k"))
        return store

    with filled(tmp_path / "whole") as store:
        finish(store)
    real = os.replace
    count = 0

    def replace(source: str, target: str) -> None:
        nonlocal count
        if count == dies_at:
            raise Killed
        count += 1
        real(source, target)

    store = filled(tmp_path / "killed")
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Killed):
        finish(store)
    monkeypatch.setattr(os, "replace", real)
    store.close()
    with Store(tmp_path / "killed", print) as store:
        finish(store)
    for name in ("scores.jsonl", "references.jsonl", "results.json", "run.json"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
