"""Ctrl-C and SIGTERM, at any moment and twice: the command ends soon, and nothing of it goes on."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import jail_watch
import pytest

MAIN = "from stem2code_eval.cli.main import main\nmain()\n"
SECONDS = 30
"""In which it has to end; without the signal it would go on for minutes."""
MOMENTS = [
    ("starting", signal.SIGINT),
    ("rendering", signal.SIGINT),
    ("rendering", signal.SIGTERM),
    ("twice", signal.SIGINT),
]


class Command:
    """A command of ours, in a process group of its own as a terminal has it."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *words],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.temporary)},
            start_new_session=True,
            text=True,
        )

    def jails(self, name: str) -> set[int]:
        return jail_watch.runners(name, self.process.pid)

    def interrupt(self, number: int) -> None:
        """Send a signal as a terminal does (SIGINT, to the group), or as a supervisor does (to the process)."""
        if number == signal.SIGINT:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def end(self) -> tuple[int, str]:
        """Return the exit code and what it said."""
        _, said = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, said


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "slow.py"
    path.write_text(jail_watch.slow(50))
    return path


@pytest.fixture
def task(tmp_path):
    """A task whose only model answer takes long to render."""
    folder = tmp_path / "task"
    folder.mkdir()
    (folder / "samples.jsonl").write_text(
        json.dumps({"id": "a", "reference_code": jail_watch.slow(50)}) + "\n", encoding="utf-8"
    )
    return folder


def words(command: str, name: str, program: Path, task: Path) -> list[str]:
    if command == "render":
        return ["render", "--sandbox", name, "--workers", "1", *[str(program)]]
    return ["run", "--model", "baseline/reference", "--task", str(task), "--sandbox", name, "--workers", "1", "--quiet"]


def interrupted_at(moment: str, started: Command, name: str, number: int) -> None:
    if moment == "starting":
        assert jail_watch.until(lambda: started.jails(name) or started.process.poll() is not None)
    else:
        assert jail_watch.until(
            lambda: jail_watch.programs(name, started.process.pid) or started.process.poll() is not None, 100
        )
    assert started.process.poll() is None, started.process.communicate()[1]
    started.interrupt(number)
    if moment == "twice":
        started.interrupt(number)


@pytest.mark.parametrize(("moment", "number"), MOMENTS, ids=[f"{moment}-{number.name}" for moment, number in MOMENTS])
@pytest.mark.parametrize("command", ["render", "run"])
@pytest.mark.parametrize("name", ["docker", "bubblewrap", "native"])
def test_nothing_goes_on(name, command, number, moment, passable, program, task, works):
    works(name)
    started = Command(passable, *words(command, name, program, task))
    seen: set[int] = set()
    try:
        interrupted_at(moment, started, name, number)
        seen = (
            jail_watch.below(started.process.pid) | started.jails(name) | jail_watch.programs(name, started.process.pid)
        )
        code, said = started.end()
    finally:
        started.process.kill()
        started.process.wait()
    assert code in ({128 + number, -number} if moment == "twice" else {128 + number}), said
    assert "Traceback" not in said
    assert jail_watch.until(lambda: not seen & set(jail_watch.parents())), "a process goes on"
    assert jail_watch.until(lambda: not list(started.temporary.iterdir())), list(started.temporary.iterdir())
    if name == "docker":
        assert jail_watch.until(lambda: not jail_watch.containers(started.process.pid))
