"""A verification that is stopped, or that fails, leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = "from stem2code_eval.cli.main import main; main()"


@pytest.fixture
def process(bundle: Path, task: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    place = tmp_path / "temporary"
    place.mkdir()
    words = ("submit", "verify", str(bundle), "--task", str(task), "--quiet", "--workers", "1")
    started = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words],
        env={**os.environ, "TMPDIR": str(place)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield started
    started.kill()
    started.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_temporary_folders_are_gone(number: signal.Signals, process: subprocess.Popen[str], tmp_path: Path) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("Sandbox: "):
            break
    place = tmp_path / "temporary"
    assert {path.name.rpartition("-")[0] for path in place.iterdir()} >= {"stem2code-bundle", "stem2code-verify"}
    process.send_signal(number)
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 128 + number
    assert "Stopped; nothing is kept." in said
    assert [
        path.name for path in place.iterdir() if path.name.startswith(("stem2code-bundle", "stem2code-verify"))
    ] == []
