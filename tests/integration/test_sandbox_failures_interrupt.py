"""Ctrl-C and SIGTERM, at any moment and twice: the command ends soon, and nothing of it goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jail_watch
import pytest
from slow_daemon import SlowDaemon

MAIN = "from stem2code_eval.cli.main import main\nmain()\n"
SECONDS = 30
"""In which it has to end; without the signal it would go on for minutes."""
MOMENTS = [
    ("starting", signal.SIGINT),
    ("rendering", signal.SIGINT),
    ("rendering", signal.SIGTERM),
    ("twice", signal.SIGINT),
]


HELD_UP = f"""\
import time
from docker import APIClient
attach = APIClient.attach_socket
def slowly(*args, **options):
    time.sleep(6)
    return attach(*args, **options)
APIClient.attach_socket = slowly
{MAIN}"""
"""The command, with a long pause between the making of a container and its start."""


class Command:
    """A command of ours, in a process group of its own as a terminal has it."""

    def __init__(self, folder: Path, *words: str, program: str = MAIN, **environment: str) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *words],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.temporary), **environment},
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

    def interrupt_times(self, times: int) -> None:
        """Press Ctrl-C so many times, with time between for each to be seen as one of its own."""
        for _ in range(times):
            self.interrupt(signal.SIGINT)
            time.sleep(0.3)

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


@pytest.mark.parametrize(("command", "times"), [("render", 1), ("render", 2), ("run", 2)])
def test_a_container_that_waits_for_its_start_is_removed(command, times, passable, program, task, works):
    works("docker")
    started = Command(passable, *words(command, "docker", program, task), program=HELD_UP)
    try:
        assert jail_watch.until(lambda: jail_watch.containers(started.process.pid))
        started.interrupt_times(times)
        _, said = started.end()
    finally:
        started.process.kill()
        started.process.wait()
    assert "Traceback" not in said
    assert not jail_watch.containers(started.process.pid)


@pytest.mark.parametrize(("command", "times"), [("render", 1), ("render", 2), ("run", 2)])
def test_a_container_that_the_daemon_is_about_to_make_is_removed(command, times, passable, program, task, works):
    works("docker")
    daemon = SlowDaemon(passable, seconds=1)
    started = Command(passable, *words(command, "docker", program, task), DOCKER_HOST=daemon.host)
    try:
        assert daemon.asked.wait(60)
        started.interrupt_times(times)
        _, said = started.end()
        assert daemon.made.wait(30)
    finally:
        started.process.kill()
        started.process.wait()
        daemon.close()
    assert "Traceback" not in said
    assert jail_watch.until(lambda: not jail_watch.containers(started.process.pid), 5)
