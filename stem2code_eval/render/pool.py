"""A pool of jails: as many programs at once as there are workers, and a spare so that nobody waits for a new one."""

import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.decide import NotStarted, Verdict
from stem2code_eval.render.fingerprint import canary_sha256, fingerprint
from stem2code_eval.render.gate import Gate
from stem2code_eval.render.jail import Launcher, SandboxUnavailable
from stem2code_eval.render.types import Limits, Rendering, RenderSettings
from stem2code_eval.render.worker import Worker

RENDERS_PER_JAIL = 200
_SPARES = 1
_HEALTH_PROGRAM = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


class RendererPool:
    """See `stem2code_eval.render.types.Renderer`.

    The first jail starts at once and in the foreground, so that a sandbox that cannot work is known before anything
    depends on it; the others start beside it.

    Args:
        launcher: how jails are started; closed with the pool.
        workers: programs rendered at once; None means one per core that this process may use.
        limits: for every program.
        settings: for every picture.

    Raises:
        JailGone, SandboxUnavailable: the first jail could not be started, or lacks a layer.
    """

    def __init__(
        self,
        launcher: Launcher,
        workers: int | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        settings: RenderSettings = RenderSettings(),  # noqa: B008 - frozen
    ) -> None:
        self._launcher, self._limits, self._settings = launcher, limits, settings
        self.workers = workers or len(os.sched_getaffinity(0))
        self._turns = threading.Semaphore(self.workers)
        self._gate = Gate()
        self._lock = threading.Lock()
        self._closed = False
        self._fingerprint: str | None = None
        self._fingerprint_lock = threading.Lock()
        self._slots: queue.SimpleQueue[Worker | None] = queue.SimpleQueue()
        """Jails ready to use; None is a place whose jail could not be started and is to be tried again."""
        self._living: set[Worker] = set()
        first = self._start()
        self.layers = first.layers
        self.versions = first.versions
        self._slots.put(first)
        for _ in range(self.workers - 1 + _SPARES):
            self._start_in_background()

    @property
    def backend(self) -> str:
        """See `Renderer`."""
        return self._launcher.name

    @property
    def fingerprint(self) -> str:
        """See `Renderer`; the first call renders the canary programs.

        Raises:
            JailGone: a canary did not come out as a picture.
        """
        with self._fingerprint_lock:
            if self._fingerprint is None:
                canaries = canary_sha256(self.render)
                self._fingerprint = fingerprint(self._launcher.requirements_sha256, self._settings, canaries)
            return self._fingerprint

    def render(self, program: str) -> Rendering:
        """See `Renderer`."""
        if not program.strip():
            return Rendering(Outcome.NO_CODE, message="the program is empty")
        try:
            with self._gate.together():
                verdict = self._attempt(program)
            if verdict.starved:
                with self._gate.alone():
                    verdict = self._attempt(program)
        except (JailGone, NotStarted, SandboxUnavailable) as error:
            return Rendering(Outcome.SANDBOX_ERROR, message=str(error))
        return verdict.rendering

    def _attempt(self, program: str) -> Verdict:
        """Run a program; a jail that is lost meanwhile is replaced and the program tried once more."""
        with self._turns:
            try:
                return self._run(program)
            except (JailGone, NotStarted):
                if self._closed:
                    raise
            try:
                return self._run(program)
            except JailGone as error:
                self._run(_HEALTH_PROGRAM)
                message = f"the program ends the sandbox it runs in ({error})"
                return Verdict(Rendering(Outcome.CRASH, message=message), recycle=True, starved=False)

    def _run(self, program: str) -> Verdict:
        with self._borrowed() as worker:
            verdict = worker.render(program)
            if verdict.recycle or worker.renders >= RENDERS_PER_JAIL:
                self._end(worker)
            return verdict

    @contextmanager
    def _borrowed(self) -> Iterator[Worker]:
        """Take a jail; afterwards give it back, or start another in the background where it has ended."""
        worker = self._slots.get()
        if worker is None:
            try:
                worker = self._start()
            except (JailGone, SandboxUnavailable):
                self._slots.put(None)
                raise
        try:
            yield worker
        except (JailGone, NotStarted):
            self._end(worker)
            raise
        finally:
            if worker in self._living:
                self._slots.put(worker)
            else:
                self._start_in_background()

    def _start(self) -> Worker:
        if self._closed:
            raise JailGone("the renderer is closed")
        worker = Worker(self._launcher, self._limits, self._settings)
        with self._lock:
            if not self._closed:
                self._living.add(worker)
                return worker
        worker.close()
        raise JailGone("the renderer is closed")

    def _start_in_background(self) -> None:
        def start() -> None:
            try:
                self._slots.put(self._start())
            except (JailGone, SandboxUnavailable):
                self._slots.put(None)

        threading.Thread(target=start, name="jail-start", daemon=True).start()

    def _end(self, worker: Worker) -> None:
        with self._lock:
            self._living.discard(worker)
        threading.Thread(target=worker.close, name="jail-end", daemon=True).start()

    def close(self) -> None:
        """See `Renderer`."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            living, self._living = self._living, set()
        closers = [threading.Thread(target=worker.close) for worker in living]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join()
        self._launcher.close()

    def __enter__(self) -> "RendererPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
