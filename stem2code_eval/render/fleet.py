"""Starting, holding and ending jails, so that one is ready for whoever needs it.

A sandbox that stops working (a daemon that is restarted, a full disk) is probed by one start at a time, with growing
pauses, for as long as the fleet lives. Programs wait for it up to `PATIENCE_S` from the first failure on, all of them
together; after that they are told at once, until a start succeeds.
"""

import os
import threading
import time
from collections import deque
from dataclasses import dataclass

from stem2code_eval.render.channel import Channel, JailGone
from stem2code_eval.render.jail import Launcher, SandboxUnavailable
from stem2code_eval.render.types import Limits, RenderSettings
from stem2code_eval.render.worker import START_TIMEOUT_S, Worker

PATIENCE_S = 60.0
"""Seconds from the start of an outage for which programs wait for its end."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0
_CLOSING_S = 20.0
_IDLE_S = 60.0


@dataclass(slots=True)
class _Outage:
    """Since when no jail can be started, why, and when the next start is tried."""

    since: float
    error: JailGone | SandboxUnavailable
    pause_s: float
    next_try: float

    @property
    def may_pass(self) -> bool:
        """Whether it is worth waiting for its end."""
        return isinstance(self.error, JailGone) and time.monotonic() - self.since < PATIENCE_S


class Fleet:
    """As many jails as asked for, all alike.

    Args:
        launcher: how jails are started; closed with the fleet.
        limits: for every program.
        settings: for every picture.
        size: jails to keep.
    """

    def __init__(self, launcher: Launcher, limits: Limits, settings: RenderSettings, size: int) -> None:
        self._launcher, self._limits, self._settings, self._size = launcher, limits, settings, size
        lock = threading.Lock()
        self._changed = threading.Condition(lock)
        """For who wants a jail, or waits for the last one's end."""
        self._missing = threading.Condition(lock)
        """For those who start jails: they are left asleep when a jail only changes hands."""
        self._ready: deque[Worker] = deque()
        self._channels: dict[Worker, Channel] = {}
        """Of every jail that is ready or in use."""
        self._starting: set[Channel] = set()
        self._starts = self._ends = 0
        """Under way."""
        self._outage: _Outage | None = None
        self._closed = False
        self._keepers = [
            threading.Thread(target=self._keep, name=f"jail-start-{number}", daemon=True)
            for number in range(min(size, max(2, os.cpu_count() or 1)))
        ]

    def open(self) -> Worker:
        """Start the first jail, and the others beside it; return the first, which is ready for use.

        Raises:
            JailGone, SandboxUnavailable: it could not be started, or lacks a layer; the fleet is closed.
        """
        self._starts += 1
        try:
            first = self._start()
        except BaseException:
            self._starts -= 1
            self.close()
            raise
        self._arrived(first)
        for keeper in self._keepers:
            keeper.start()
        return first

    def take(self) -> Worker:
        """Return a jail for the caller alone, until `give_back` or `discard`.

        Raises:
            JailGone: the fleet is closed, or none could be had in time.
            SandboxUnavailable: none can be had before somebody mends something.
        """
        deadline = time.monotonic() + START_TIMEOUT_S + PATIENCE_S
        with self._changed:
            while True:
                if self._closed:
                    raise JailGone("the renderer is closed")
                while self._ready:
                    worker = self._ready.pop()  # the last that was used: its memory is still in the processor's cache
                    if not self._channels[worker].ended():
                        return worker
                    self._discard(worker)
                if self._outage is not None and not self._outage.may_pass:
                    raise type(self._outage.error)(str(self._outage.error))
                if time.monotonic() > deadline:
                    raise JailGone("no sandbox became ready in time")
                self._changed.wait(1.0)

    def give_back(self, worker: Worker) -> None:
        """Let others have a jail again."""
        with self._changed:
            if worker in self._channels:
                self._ready.append(worker)
                self._changed.notify_all()

    def discard(self, worker: Worker) -> None:
        """End a jail, and start another in its place, both in the background."""
        with self._changed:
            self._discard(worker)

    def _discard(self, worker: Worker) -> None:
        channel = self._channels.pop(worker, None)
        if channel is None:
            return
        self._ends += 1
        self._tell_all()
        threading.Thread(target=self._end, args=(channel,), name="jail-end", daemon=True).start()

    def _end(self, channel: Channel) -> None:
        try:
            channel.close()
        finally:
            with self._changed:
                self._ends -= 1
                self._changed.notify_all()

    def _keep(self) -> None:
        """Start a jail whenever one is missing, until the fleet is closed."""
        while self._wait_for_need():
            try:
                worker = self._start()
            except (JailGone, SandboxUnavailable) as error:
                self._failed(error)
            except BaseException as error:
                self._failed(JailGone(f"a jail could not be started: {error!r}"))
                raise
            else:
                self._arrived(worker)

    def _wait_for_need(self) -> bool:
        with self._missing:
            while not self._closed:
                pause = self._time_to_next_start()
                if pause <= 0:
                    self._starts += 1
                    return True
                self._missing.wait(pause)
            return False

    def _tell_all(self) -> None:
        self._changed.notify_all()
        self._missing.notify_all()

    def _time_to_next_start(self) -> float:
        if len(self._channels) + self._starts >= self._size or (self._outage and self._starts):
            return _IDLE_S
        return self._outage.next_try - time.monotonic() if self._outage else 0.0

    def _start(self) -> Worker:
        launched = _Launched(self._launcher, self)
        try:
            worker = Worker(launched, self._limits, self._settings)
        except BaseException:
            self._forget(launched.channel)
            raise
        with self._changed:
            if not self._closed and launched.channel is not None:
                self._starting.discard(launched.channel)
                self._channels[worker] = launched.channel
                return worker
        worker.close()
        raise JailGone("the renderer is closed")

    def _forget(self, channel: Channel | None) -> None:
        if channel is not None:
            channel.close()
            with self._changed:
                self._starting.discard(channel)

    def note(self, channel: Channel) -> None:
        """Remember a jail that is being started, so that closing ends it."""
        with self._changed:
            if not self._closed:
                self._starting.add(channel)
                return
        channel.close()
        raise JailGone("the renderer is closed")

    def _arrived(self, worker: Worker) -> None:
        with self._changed:
            self._starts -= 1
            self._outage = None
            self._ready.append(worker)
            self._tell_all()

    def _failed(self, error: JailGone | SandboxUnavailable) -> None:
        with self._changed:
            self._starts -= 1
            now, old = time.monotonic(), self._outage
            since = old.since if old else now
            pause = min(old.pause_s * 2, _LONGEST_PAUSE_S) if old else _FIRST_PAUSE_S
            self._outage = _Outage(since, error, pause, now + pause)
            self._tell_all()

    def close(self) -> None:
        """End every jail, also those being started, and the launcher; takes at most some twenty seconds. Idempotent."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            channels = [*self._channels.values(), *self._starting]
            self._channels.clear()
            self._ready.clear()
            self._ends += len(channels)
            self._tell_all()
        for channel in channels:
            threading.Thread(target=self._end, args=(channel,), name="jail-end", daemon=True).start()
        with self._changed:
            self._changed.wait_for(lambda: not self._starts and not self._ends, _CLOSING_S)
        for keeper in self._keepers:
            if keeper.is_alive():
                keeper.join(1.0)
        self._launcher.close()


class _Launched:
    """A launcher that hands every jail to the fleet before the jail is awaited; see `Launcher`."""

    def __init__(self, launcher: Launcher, fleet: Fleet) -> None:
        self._launcher, self._fleet = launcher, fleet
        self.channel: Channel | None = None
        self.name = launcher.name
        self.description = launcher.description
        self.requirements_sha256 = launcher.requirements_sha256
        self.own_memory_group = launcher.own_memory_group

    def launch(self, limits: Limits) -> Channel:
        """See `Launcher`."""
        channel = self._launcher.launch(limits)
        self._fleet.note(channel)
        self.channel = channel
        return channel

    def shortage(self, limits: Limits) -> str:
        """See `Launcher`."""
        return self._launcher.shortage(limits)

    def close(self) -> None:
        """See `Launcher`; the fleet closes the launcher itself."""
