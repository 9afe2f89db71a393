"""From a fork of the warm runner to the confined process in which one program runs and sends its result."""

import contextlib
import ctypes
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

from . import frames, procfs, warm
from .capture import Watch
from .confine import Confinement, become_user
from .ownpages import OwnPages
from .program import run

FOLDER = "figure"
"""Where a program finds itself, below the runner's work root."""
_RESULT = 3
"""The descriptor on which a program's process sends its result; all above are closed."""
_NOT_STARTED = 70
_PR_SET_PDEATHSIG = 1
_runner_modules: list[str] = []
_prctl = ctypes.CDLL(None).prctl


def note_runner_modules() -> None:
    """Note which modules programs must not find: once, since looking through all names copies the pages they are on."""
    _runner_modules[:] = [name for name in sys.modules if name == "runner" or name.startswith("runner.")]


@dataclass(frozen=True)
class Task:
    """One program, and under what it runs."""

    confinement: Confinement
    watch: Watch
    own_pages: OwnPages
    uid: int | None
    work_root: str
    limits: dict[str, Any]
    settings: dict[str, Any]
    nonce: str
    source: memoryview


def become_program(task: Task, result: int, log: int, processes: int) -> None:
    """Confine this process, run the program in it, send the result; never returns.

    Args:
        task: what to run.
        result: the descriptor for `frames.STARTED` and one frame.
        log: the descriptor for what the program prints.
        processes: how many processes the program's uid already has.
    """
    try:
        task.own_pages.take()
        _set_up(task, result, log, processes)
        own_pid = os.getpid()
        os.write(_RESULT, frames.STARTED)
        report, stream = run(str(task.source, "utf-8", "surrogatepass"), task.watch, task.settings["dpi"])
        if os.getpid() != own_pid:
            os._exit(0)  # a fork that the program made and let run on to here
        for printed in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, OSError, ValueError):  # the program may have closed or replaced it
                printed.flush()
        _write_all(_RESULT, frames.encode(report | {"nonce": task.nonce}, stream))
        _tidy(os.path.join(task.work_root, FOLDER))
        os._exit(0)
    except BaseException as error:  # past this line there is no one to tell but the host
        with contextlib.suppress(Exception):
            os.write(2, f"runner: {type(error).__name__}: {error}\n".encode("utf-8", "replace"))
        os._exit(_NOT_STARTED)


def _set_up(task: Task, result: int, log: int, processes: int) -> None:
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    null = os.open("/dev/null", os.O_RDONLY)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    base = procfs.address_space()
    become_user(task.uid)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    folder = os.path.join(task.work_root, FOLDER)
    os.mkdir(folder, 0o700)
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder, PWD=folder)
    tempfile.tempdir = None
    procfs.be_first_to_die()
    task.confinement.apply(task.limits, base, processes)
    os.dup2(result, _RESULT)
    os.closerange(_RESULT + 1, 1 << 20)
    warm.reseed()
    _hide_runner(folder)


def _tidy(folder: str) -> None:
    """Remove the files of a well-behaved program, which spares the runner the process that it empties folders with."""
    with contextlib.suppress(BaseException):  # the program may have put anything in place of these functions
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))


def _hide_runner(folder: str) -> None:
    for name in _runner_modules:
        sys.modules.pop(name, None)
    sys.path[0] = folder


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
