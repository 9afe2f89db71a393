"""The life of one program, seen from the runner: fork, watch, stop, reap, wipe. Only facts leave this file."""

import contextlib
import os
import select
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from . import frames, procfs, warm, workdir
from .confine import Confinement, become_user
from .program import run

MAX_RESULT = 13 * 1024 * 1024
"""Bytes a program's process may send: a picture, an element list and a report."""
LOG_KEPT = 64 * 1024
STARTED = b"S"
"""The first byte of a result: the process is confined and the program's first line is next."""
_FIRST_LOOK_S = 0.3
_LOOK_EVERY_S = 0.2
_LONGEST_WAIT = 10
"""Wall seconds, in multiples of the wall limit, after which even a starved program is stopped."""


@dataclass
class Facts:
    """What the runner saw of one program."""

    exit_code: int | None = None
    signal: int | None = None
    stopped: str = ""
    """Why the runner stopped it: `wall`, `cpu`, `output`, `memory`, `processes`, `disk`, `result`, `host_gone`."""
    cpu_s: float = 0.0
    wall_s: float = 0.0
    run_delay_s: float = 0.0
    """Seconds in which the program was ready but others had the processor."""
    max_rss_mb: float = 0.0
    leftover: int = 0
    """Processes still alive when the program ended."""
    dirty: bool = False
    """The working folder could not be emptied."""
    oom_kills: int = 0
    """Processes that the kernel ended for memory meanwhile; 0 where the jail has no memory group of its own."""


@dataclass
class Job:
    """One program under way."""

    confinement: Confinement
    uid: int | None
    work_root: str
    limits: dict[str, Any]
    settings: dict[str, Any]
    nonce: str
    source: bytes
    facts: Facts = field(default_factory=Facts)
    result: bytearray = field(default_factory=bytearray)
    log: bytearray = field(default_factory=bytearray)
    _log_seen: int = 0

    def run(self, host: int) -> tuple[dict[str, Any], bytes]:
        """Run the program to its end; return the facts and, as payload, what it sent followed by its log.

        Args:
            host: the pipe from the host; its end means that nobody waits for the result.
        """
        result_read, result_write = os.pipe()
        log_read, log_write = os.pipe()
        processes = 0 if self.uid is not None else procfs.count_of_user(os.getuid())
        oom_kills = procfs.oom_kills() if self.limits.get("own_memory_group") else 0
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            self._child(result_write, log_write, processes)
        os.close(result_write)
        os.close(log_write)
        process = os.pidfd_open(pid)
        try:
            self._watch(pid, process, result_read, log_read, host, started)
        finally:
            self._end(pid, started)
            for descriptor in (process, result_read, log_read):
                os.close(descriptor)
        if self.limits.get("own_memory_group"):
            self.facts.oom_kills = procfs.oom_kills() - oom_kills
        self._wipe()
        header = asdict(self.facts) | {"nonce": self.nonce, "result_size": len(self.result)}
        return header, bytes(self.result + self.log)

    def _child(self, result_write: int, log_write: int, processes: int) -> None:
        """Become the program's process; never returns."""
        try:
            os.setsid()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            null = os.open("/dev/null", os.O_RDONLY)
            for source, target in ((null, 0), (log_write, 1), (log_write, 2)):
                os.dup2(source, target)
            base = procfs.address_space()
            become_user(self.uid)
            folder = os.path.join(self.work_root, "figure")
            os.mkdir(folder, 0o700)
            os.chdir(folder)
            os.environ.update(HOME=folder, TMPDIR=folder, PWD=folder)
            tempfile.tempdir = None
            _be_first_to_die()
            self.confinement.apply(self.limits, base, processes)
            os.dup2(result_write, 3)
            os.closerange(4, 1 << 20)
            warm.reseed()
            _hide_runner(folder)
            own_pid = os.getpid()
            os.write(3, STARTED)
            report, png = run(self.source.decode("utf-8", "surrogatepass"), self.settings["dpi"])
            if os.getpid() != own_pid:
                os._exit(0)  # a fork that the program made and let run on to here
            report["nonce"] = self.nonce
            sys.stdout.flush()
            sys.stderr.flush()
            _write_all(3, frames.encode(report | {"png_size": len(png)}, png))
            os._exit(0)
        except BaseException as error:  # past this line there is no one to tell but the host
            with contextlib.suppress(Exception):
                os.write(2, f"runner: {type(error).__name__}: {error}\n".encode("utf-8", "replace"))
            os._exit(70)

    def _watch(self, pid: int, process: int, result: int, log: int, host: int, started: float) -> None:
        poll = select.poll()
        for descriptor in (result, log):
            os.set_blocking(descriptor, False)
            poll.register(descriptor, select.POLLIN)
        poll.register(process, select.POLLIN)
        poll.register(host, 0)
        next_look = started + _FIRST_LOOK_S
        while True:
            ready = dict(poll.poll(max(1.0, (next_look - time.monotonic()) * 1000)))
            if host in ready:
                self.facts.stopped = "host_gone"
            for descriptor, take in ((result, self._take_result), (log, self._take_log)):
                if descriptor in ready and not take(descriptor):
                    poll.unregister(descriptor)
            if time.monotonic() >= next_look and not self.facts.stopped:
                self._look(pid, time.monotonic() - started)
                next_look = time.monotonic() + _LOOK_EVERY_S
            if self.facts.stopped or process in ready:
                break
        for descriptor, take in ((result, self._take_result), (log, self._take_log)):
            with contextlib.suppress(BlockingIOError):
                while not self.facts.stopped and take(descriptor):
                    pass

    def _take_result(self, descriptor: int) -> bool:
        data = os.read(descriptor, 1 << 20)
        self.result += data
        if len(self.result) > MAX_RESULT:
            self.facts.stopped = "result"
            self.result.clear()
        return bool(data)

    def _take_log(self, descriptor: int) -> bool:
        data = os.read(descriptor, 1 << 16)
        self._log_seen += len(data)
        self.log += data[: max(0, LOG_KEPT - len(self.log))]
        if self._log_seen > self.limits["output_kb"] * 1024:
            self.facts.stopped = "output"
        return bool(data)

    def _look(self, pid: int, elapsed: float) -> None:
        """Compare what the program uses with its limits."""
        alive = [process for process in procfs.descendants(os.getpid()) if process.state != "Z"]
        delay = procfs.run_delay(pid)
        self.facts.run_delay_s = max(self.facts.run_delay_s, delay)
        own_memory = sum(max(0, process.resident - _runner_resident()) for process in alive)
        if sum(process.cpu_s for process in alive) > self.limits["cpu_s"]:
            self.facts.stopped = "cpu"
        elif elapsed - delay > self.limits["wall_s"] or elapsed > self.limits["wall_s"] * _LONGEST_WAIT:
            self.facts.stopped = "wall"
        elif own_memory > self.limits["memory_mb"] * 1024 * 1024:
            self.facts.stopped = "memory"
        elif sum(process.threads for process in alive) > self.limits["processes"]:
            self.facts.stopped = "processes"
        elif workdir.size(self.work_root) > self.limits["disk_mb"] * 1024 * 1024:
            self.facts.stopped = "disk"

    def _end(self, pid: int, started: float) -> None:
        """Stop and reap everything, and note how the program itself ended."""
        if self.facts.stopped:
            self._kill_all()
        _, status, usage = os.wait4(pid, 0)
        self.facts.wall_s = time.monotonic() - started
        self.facts.max_rss_mb = usage.ru_maxrss / 1024
        self.facts.cpu_s += usage.ru_utime + usage.ru_stime
        code = os.waitstatus_to_exitcode(status)
        self.facts.exit_code, self.facts.signal = (code, None) if code >= 0 else (None, -code)
        living = self._reap()
        if living:
            self.facts.leftover = living
            self._kill_all()
            deadline = time.monotonic() + 5
            while self._reap() and time.monotonic() < deadline:
                self._kill_all()
                time.sleep(0.002)

    def _reap(self) -> int:
        """Collect what has ended; return how many still live (1 stands for "some")."""
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, _, usage = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    return max(1, sum(p.state != "Z" for p in procfs.descendants(os.getpid())))
                self.facts.cpu_s += usage.ru_utime + usage.ru_stime
        return 0

    def _kill_all(self) -> None:
        if self.uid is not None:
            _as_user(self.uid, _kill_everyone)
            return
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in procfs.descendants(os.getpid()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, number)

    def _wipe(self) -> None:
        with contextlib.suppress(OSError):
            os.rmdir(os.path.join(self.work_root, "figure"))
        if os.listdir(self.work_root):
            _as_user(self.uid, lambda: workdir.empty(self.work_root))
            self.facts.dirty = bool(os.listdir(self.work_root))


def _hide_runner(folder: str) -> None:
    for name in [name for name in sys.modules if name == "runner" or name.startswith("runner.")]:
        del sys.modules[name]
    sys.path[0] = folder


def _be_first_to_die() -> None:
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _kill_everyone() -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def _as_user(uid: int | None, action: Any) -> None:
    """Do something in a short-lived process that has no more rights than the program had."""
    pid = os.fork()
    if pid == 0:
        try:
            become_user(uid)
            action()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


_resident: list[int] = []


def _runner_resident() -> int:
    if not _resident:
        with open("/proc/self/statm", "rb") as file:
            _resident.append(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    return _resident[0]
