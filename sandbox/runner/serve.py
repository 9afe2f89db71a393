"""One process that has everything imported and runs one program after the other, each in a fork of its own."""

import ctypes
import itertools
import os
import select
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from . import frames, pipes
from .capture import Watch
from .child import Task, note_runner_modules
from .confine import Confinement
from .ownpages import OwnPages
from .pipes import Buffer
from .supervise import Job

_PR_SET_CHILD_SUBREAPER = 36


def serve(
    read: int,
    write: int,
    confinement: Confinement,
    watch: Watch,
    own_pages: OwnPages,
    work_root: str,
    uids: range | None,
) -> None:
    """Answer frames until the other end closes.

    Args:
        read: descriptor from which `limits`, `settings`, `nonce` and, as payload, a program come.
        write: descriptor for beats and answers (see `runner.supervise.Job.run`).
        confinement: for every program.
        watch: the installed hooks.
        own_pages: what every program's process copies first.
        work_root: where programs write.
        uids: programs take turns with these; None keeps this process's own.

    Raises:
        pipes.Closed: the other end has closed.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    note_runner_modules()
    beat = partial(pipes.send, write, frames.BEAT)
    source, result, log = (Buffer(size) for size in (frames.MAX_SOURCE, frames.MAX_RESULT, frames.LOG_KEPT))
    for count in itertools.count():
        header = pipes.receive(read, source)
        uid = None if uids is None else uids[count % len(uids)]
        asked = header["limits"], header["settings"], header["nonce"]
        task = Task(confinement, watch, own_pages, uid, work_root, *asked, source.content())
        facts = Job(task, read, beat, result, log).run()
        pipes.send(write, facts, (result.content(), log.content()))
        for buffer in (source, result, log):
            buffer.wipe()


@dataclass(frozen=True)
class Server:
    """A process of ours that serves on two pipes."""

    pid: int
    write: int
    read: int

    def end(self, patience_s: float) -> None:
        """Close its pipes and wait until it has ended what it runs, but no longer than `patience_s`."""
        os.close(self.write)
        process = os.pidfd_open(self.pid)
        waiting = select.poll()
        waiting.register(process, select.POLLIN)
        waiting.poll(patience_s * 1000)
        os.close(process)
        os.close(self.read)


def start(work: Callable[[int, int], None]) -> Server:
    """Fork a process that does `work(read, write)` and ends when its pipe closes; it keeps no other descriptor."""
    their_read, our_write = os.pipe()
    our_read, their_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _close_all_but(their_read, their_write)
            work(their_read, their_write)
        except pipes.Closed:
            pass
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(their_read)
    os.close(their_write)
    return Server(pid, our_write, our_read)


def _close_all_but(*kept: int) -> None:
    """Close every descriptor above stderr but these: a copy of somebody's pipe would hide that its owner has gone."""
    first = 3
    for descriptor in sorted(kept):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, 1 << 20)
