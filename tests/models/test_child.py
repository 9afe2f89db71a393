"""Processes of ours end with us: with everything they started, however either side ends."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from survivors import alive, pids_in, until

from stem2code_eval.models.local.child import Child, ChildEnded
from stem2code_eval.models.local.log import ProcessLog, secrets_of

FAMILY = """
import os, signal, subprocess, sys, time
sleeper = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"
child = subprocess.Popen([sys.executable, "-c", sleeper])
orphan = "import os; pid = os.fork()\\nif pid:\\n    print(pid, flush=True)\\n"
orphan += "else:\\n    os.setsid(); os.close(1)\\n    " + sleeper
orphan = subprocess.run([sys.executable, "-c", orphan], stdout=subprocess.PIPE, text=True).stdout.strip()
with open(sys.argv[1] + ".new", "w") as file:
    file.write(f"{os.getpid()} {child.pid} {orphan}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
if "ends" not in sys.argv:
    time.sleep(1000)
"""
"""A process, its child that ignores SIGTERM, and a grandchild without a parent in a session of its own."""

OWNER = """
import asyncio, os, sys, time
from stem2code_eval.models.local.child import Child
from stem2code_eval.models.local.log import ProcessLog
from stem2code_eval.pipeline.interrupt import Interrupted, until_interrupted

async def work():
    child = Child([sys.executable, "-c", sys.argv[1], sys.argv[2]], os.environ, ProcessLog("test", []))
    if "forks" in sys.argv and os.fork() == 0:
        time.sleep(1000)
    try:
        await child.while_it_lives(asyncio.sleep(1000))
    finally:
        await child.stop()

try:
    until_interrupted(work())
except Interrupted as interrupted:
    sys.exit(interrupted.exit_code)
"""


@pytest.fixture
def log():
    log = ProcessLog("test", [])
    yield log
    log.dispose()


def python(program: str, *words: str) -> list[str]:
    return [sys.executable, "-c", program, *words]


async def ended(child: Child) -> str:
    with pytest.raises(ChildEnded) as caught:
        await child.while_it_lives(asyncio.sleep(1000))
    await child.stop()
    return str(caught.value)


async def test_stop_ends_the_whole_family(tmp_path: Path, log: ProcessLog) -> None:
    child = Child(python(FAMILY, str(tmp_path / "pids")), os.environ, log)
    family = await asyncio.to_thread(pids_in, tmp_path / "pids")
    assert len(alive(family)) == 3
    await child.stop()
    assert not alive(family)
    await child.stop()


async def test_what_a_command_leaves_behind_ends_with_it(tmp_path: Path, log: ProcessLog) -> None:
    child = Child(python(FAMILY, str(tmp_path / "pids"), "ends"), os.environ, log)
    assert await ended(child) == "exit code 0"
    assert not alive(pids_in(tmp_path / "pids"))


@pytest.mark.parametrize(
    ("signals", "more", "code"),
    [
        ([signal.SIGKILL], "", -9),
        ([signal.SIGINT], "", 130),
        ([signal.SIGTERM], "", 143),
        ([signal.SIGINT, signal.SIGINT], "", None),
        ([signal.SIGKILL], "forks", -9),
    ],
)
def test_nothing_outlives_the_owner(tmp_path: Path, signals: list[int], more: str, code: int | None) -> None:
    owner = subprocess.Popen(
        python(OWNER, FAMILY, str(tmp_path / "pids"), more),
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        family = pids_in(tmp_path / "pids")
        assert len(alive(family)) == 3
        for each in signals:
            owner.send_signal(each)
        ended_with = owner.wait(timeout=60)
        assert code is None or ended_with == code
        assert until(lambda: not alive(family)), "some live on"
    finally:
        os.killpg(owner.pid, signal.SIGKILL) if more else owner.kill()


async def test_the_command_ends_when_its_keeper_is_killed(tmp_path: Path, log: ProcessLog) -> None:
    program = (
        "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '1000']);"
        "open(sys.argv[1], 'w').write(f'{os.getppid()} {os.getpid()} {child.pid}'); time.sleep(1000)"
    )
    child = Child(python(program, str(tmp_path / "pids")), os.environ, log)
    keeper, *family = await asyncio.to_thread(pids_in, tmp_path / "pids")
    os.kill(keeper, signal.SIGKILL)
    assert "SIGKILL" in await ended(child)
    assert await asyncio.to_thread(until, lambda: not alive(family))


@pytest.mark.parametrize(
    ("program", "how"),
    [
        ("import sys; sys.exit(7)", "exit code 7"),
        ("import os; os.kill(os.getpid(), 11)", "killed by SIGSEGV"),
        ("import os; os.kill(os.getpid(), 9)", "killed by SIGKILL, perhaps for want of memory"),
    ],
)
async def test_how_it_ended(program: str, how: str, log: ProcessLog) -> None:
    assert await ended(Child(python(program), os.environ, log)) == how


async def test_a_command_that_is_not_there(log: ProcessLog) -> None:
    assert await ended(Child(["/no/such/program"], os.environ, log)) == "exit code 127"
    assert "/no/such/program" in log.cause()


async def test_work_that_is_done_before_the_end_counts(log: ProcessLog) -> None:
    async def work() -> int:
        return 1

    child = Child(python("import time; time.sleep(1000)"), os.environ, log)
    assert await child.while_it_lives(work()) == 1
    await child.stop()


async def test_pipes_and_noise(log: ProcessLog) -> None:
    program = "import sys; print('noise', file=sys.stderr); print(input().upper(), flush=True); input()"
    child = Child(python(program), os.environ, log, piped=True)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"hello\n")
    child.stdin.flush()
    assert await asyncio.to_thread(child.stdout.readline) == b"HELLO\n"
    await child.stop()
    assert log.last_lines(9) == ["noise"]


def test_the_cause_is_the_first_error_since_all_was_well() -> None:
    log = ProcessLog("test", [])
    try:
        log.feed(b"OSError: long ago\n")
        assert log.cause() == "OSError: long ago"
        log.all_is_well()
        log.feed(b"an answer\n")
        assert log.cause() == "an answer"
        log.feed(b"(Worker pid=1) ERROR 11-27 [a.py:9] torch.OutOfMemoryError: no room\nRuntimeError: see above\n")
        assert log.cause() == "(Worker pid=1) ERROR 11-27 [a.py:9] torch.OutOfMemoryError: no room"
        log.feed(b"line\n" * 1000)
        assert log.cause() == "line"
        assert log.last_lines(2) == ["line", "line"]
    finally:
        log.end()
        log.dispose()


def test_a_log_keeps_no_secret_and_shows_no_control_characters() -> None:
    environment = {"HF_TOKEN": "hf_secret_token", "SOME_API_KEY": "key-of-someone", "MONKEY": "see", "HOME": "/home/me"}
    log = ProcessLog("test", secrets_of(environment))
    try:
        log.feed(b"with hf_secret_")
        log.feed(b"token and key-of-someone in /home/me\r\n\x1b[2J\x1b]0;title\x07\x1b[31mValueError: b\x08ad\x1b[0m\n")
        log.feed("reversed \u202e text\n".encode())
        log.feed(b"x" * 100_000 + b"\nlast \xff")
        log.end()
        written = log.path.read_bytes()
        assert b"secret" not in written
        assert b"key-of" not in written
        assert b"/home/me" in written
        assert log.path.stat().st_mode & 0o077 == 0
        first, second, third, _, last = log.last_lines(9)
        assert first == "with *** and *** in /home/me"
        assert (second, log.cause()) == ("ValueError: b ad",) * 2
        assert third == "reversed text"
        assert last == "last \ufffd"
    finally:
        log.dispose()
