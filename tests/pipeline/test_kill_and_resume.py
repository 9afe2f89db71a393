"""`kill -9` at any moment, then the same command: nothing lost, nothing twice, the same `results.json`."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pipeline_fakes import program_rows, write_task

TARGET = Path(__file__).parent / "kill_target.py"
FIGURES = 24
NAMES = ("references", "responses", "renders", "scores")


def start(task: Path, run: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(TARGET.parents[2])}
    command = [sys.executable, str(TARGET), str(task), str(run)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def finish(task: Path, run: Path) -> str:
    process = start(task, run)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def whole_rows(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def stop_when(process: subprocess.Popen[str], file: Path, rows: int, number: signal.Signals) -> None:
    while whole_rows(file) < rows:
        assert process.poll() is None, "it ended before it was to be stopped"
        time.sleep(0.001)
    process.send_signal(number)
    process.communicate(timeout=60)


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]


def without_times(path: Path) -> list[dict]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [{name: value for name, value in row.items() if not name.endswith("_s")} for row in rows]


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_task(tmp_path_factory.mktemp("task"), program_rows(FIGURES))


@pytest.fixture(scope="module")
def whole(task: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("whole") / "run"
    assert f"asked {FIGURES}" in finish(task, run)
    return run


def test_killed_again_and_again_the_end_is_that_of_an_undisturbed_run(task: Path, whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    for name, rows in (("references", 2), ("responses", 6), ("renders", 10), ("scores", 14)):
        process = start(task, run)
        stop_when(process, run / f"{name}.jsonl", rows, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        assert not (run / "results.json").exists()
    kept = whole_rows(run / "responses.jsonl")
    said = finish(task, run)

    assert (run / "results.json").read_bytes() == (whole / "results.json").read_bytes()
    for name in NAMES:
        assert ids(run / f"{name}.jsonl") == ids(whole / f"{name}.jsonl")
        assert without_times(run / f"{name}.jsonl") == without_times(whole / f"{name}.jsonl")
    assert f"asked {FIGURES - kept}" in said, "a stored answer was asked for again"
    assert sorted(os.listdir(run)) == sorted(os.listdir(whole))
    assert sorted(os.listdir(run / "blobs")) == sorted(os.listdir(whole / "blobs"))


def test_a_torn_line_after_a_kill_is_named_and_done_again(task: Path, whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    process = start(task, run)
    stop_when(process, run / "responses.jsonl", 5, signal.SIGKILL)
    with (run / "responses.jsonl").open("ab") as file:
        file.write(b'{"id": "s23", "text": "Here')
    assert "responses.jsonl: the last line was cut off by a crash; dropped it." in finish(task, run)
    assert (run / "results.json").read_bytes() == (whole / "results.json").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_a_signal_it_ends_cleanly_and_goes_on(
    task: Path, whole: Path, tmp_path: Path, number: signal.Signals
) -> None:
    run = tmp_path / "run"
    process = start(task, run)
    stop_when(process, run / "scores.jsonl", 8, number)
    assert process.returncode == 128 + number
    for name in NAMES:
        assert (run / f"{name}.jsonl").read_bytes().endswith(b"\n")
    finish(task, run)
    assert (run / "results.json").read_bytes() == (whole / "results.json").read_bytes()
