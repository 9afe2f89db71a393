"""The life of one program, seen from the runner: fork, watch, stop, reap, wipe. Only facts leave this file."""

import contextlib
import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import procfs, reaper
from .child import Task, become_program
from .pipes import Buffer, drop
from .usage import limit_reached

_AT_ONCE = 1 << 16
"""Bytes, as many as a pipe holds."""
_FIRST_LOOK_S = 0.3
_LOOK_EVERY_S = 0.2
_BEAT_EVERY_S = 1.0


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
    """One program under way.

    Args:
        task: what to run.
        host: the pipe from the host; its end means that nobody waits for the result.
        beat: called about every second while the program runs.
        result: takes what the program sends.
        log: takes the beginning of what it prints.
    """

    task: Task
    host: int
    beat: Callable[[], None]
    result: Buffer
    log: Buffer
    facts: Facts = field(default_factory=Facts)
    _log_seen: int = 0

    def run(self) -> dict[str, Any]:
        """Run the program to its end; return the facts."""
        task, own_memory = self.task, self.task.limits.get("own_memory_group")
        result_read, result_write = os.pipe()
        log_read, log_write = os.pipe()
        processes = 0 if task.uid is not None else procfs.count_of_user(os.getuid())
        oom_kills = procfs.oom_kills() if own_memory else 0
        started = time.monotonic()
        pid = os.fork()
        if pid == 0:
            become_program(task, result_write, log_write, processes)
        os.close(result_write)
        os.close(log_write)
        process = os.pidfd_open(pid)
        try:
            self._watch(pid, process, result_read, log_read, started)
        finally:
            self._end(pid, started)
            for descriptor in (process, result_read, log_read):
                os.close(descriptor)
        self.facts.oom_kills = procfs.oom_kills() - oom_kills if own_memory else 0
        self.facts.dirty = not reaper.wipe(task.work_root, task.uid)
        return vars(self.facts) | {"nonce": task.nonce, "result_size": self.result.size}

    def _watch(self, pid: int, process: int, result: int, log: int, started: float) -> None:
        poll = select.poll()
        for descriptor in (result, log):
            os.set_blocking(descriptor, False)
            poll.register(descriptor, select.POLLIN)
        poll.register(process, select.POLLIN)
        poll.register(self.host, 0)
        next_look, next_beat = started + _FIRST_LOOK_S, started + _BEAT_EVERY_S
        while True:
            ready = dict(poll.poll(max(1.0, (next_look - time.monotonic()) * 1000)))
            if self.host in ready:
                self.facts.stopped = "host_gone"
            for descriptor, take in ((result, self._take_result), (log, self._take_log)):
                if descriptor in ready and not take(descriptor):
                    poll.unregister(descriptor)
            if time.monotonic() >= next_look and not self.facts.stopped:
                self._look(pid, time.monotonic() - started)
                next_look = time.monotonic() + _LOOK_EVERY_S
            if self.facts.stopped or process in ready:
                break
            if time.monotonic() >= next_beat:
                self.beat()
                next_beat = time.monotonic() + _BEAT_EVERY_S
        for descriptor, take in ((result, self._take_result), (log, self._take_log)):
            with contextlib.suppress(BlockingIOError):
                while not self.facts.stopped and take(descriptor):
                    pass

    def _take_result(self, descriptor: int) -> bool:
        came = self.result.fill(descriptor, _AT_ONCE)
        if self.result.size == self.result.capacity:
            self.facts.stopped = "result"
            self.result.wipe()
        return bool(came)

    def _take_log(self, descriptor: int) -> bool:
        came = self.log.fill(descriptor, _AT_ONCE) or drop(descriptor, _AT_ONCE)
        self._log_seen += came
        if self._log_seen > self.task.limits["output_kb"] * 1024:
            self.facts.stopped = "output"
        return bool(came)

    def _look(self, pid: int, elapsed: float) -> None:
        alive = [process for process in procfs.descendants(os.getpid()) if process.state != "Z"]
        delay = self.facts.run_delay_s = procfs.run_delay(pid)
        self.facts.stopped = limit_reached(self.task.limits, self.task.work_root, alive, elapsed, delay)

    def _end(self, pid: int, started: float) -> None:
        """Stop and reap everything, and note how the program itself ended."""
        if self.facts.stopped:
            reaper.kill_all(self.task.uid)
        else:
            self.facts.run_delay_s = procfs.run_delay(pid)
        _, status, usage = os.wait4(pid, 0)
        self.facts.wall_s = time.monotonic() - started
        self.facts.max_rss_mb = usage.ru_maxrss / 1024
        self._take_usage(usage)
        code = os.waitstatus_to_exitcode(status)
        self.facts.exit_code, self.facts.signal = (code, None) if code >= 0 else (None, -code)
        self.facts.leftover = reaper.end_all(self.task.uid, self._take_usage)

    def _take_usage(self, usage: Any) -> None:
        self.facts.cpu_s += usage.ru_utime + usage.ru_stime
