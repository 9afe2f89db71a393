"""Rendering with retry: as many programs at once as there are workers, in jails that a fleet keeps ready."""

import os
import threading
from contextlib import suppress

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.decide import NotStarted, Verdict
from stem2code_eval.render.fairness import Pace, Referee
from stem2code_eval.render.fingerprint import canary_sha256, fingerprint
from stem2code_eval.render.fleet import Fleet
from stem2code_eval.render.jail import Launcher, SandboxUnavailable
from stem2code_eval.render.types import Limits, Rendering, RenderSettings
from stem2code_eval.render.worker import Worker

RENDERS_PER_JAIL = 200
_SPARES = 1
_HEALTH_PROGRAM = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"
_TRIES = 4
_PROOFS = 2
"""Jails that a program must end, each having just rendered the health program, before it is the program's fault."""
_STARTS = 2
"""Jails that may fail to start a program."""


class RendererPool:
    """See `stem2code_eval.render.types.Renderer`.

    The first jail starts at once and in the foreground, so that a sandbox that cannot work is known before anything
    depends on it; the others start beside it.

    Args:
        launcher: how jails are started; closed with the pool, also when the pool cannot be made.
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
        self._fingerprint: str | None = None
        self._fingerprint_lock = threading.Lock()
        self._fleet = Fleet(launcher, limits, settings, self.workers + _SPARES)
        first = self._fleet.open()
        self.layers = first.layers
        self.versions = first.versions
        self._referee = Referee(self._attempt, limits)
        with suppress(JailGone, NotStarted, SandboxUnavailable):  # programs are told
            self._referee.slowdown()

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
            verdict = self._referee.run(program)
        except (JailGone, NotStarted, SandboxUnavailable) as error:
            return Rendering(Outcome.SANDBOX_ERROR, message=str(error))
        return verdict.rendering

    def _attempt(self, program: str, pace: Pace) -> Verdict:
        """Run a program, and again in another jail when its jail is lost.

        Jails are lost to other causes than the program: the first loss proves nothing. After it, the program only gets
        jails that have just rendered the health program, and is to blame when it ends those too.
        """
        proofs = starts = 0
        lost: JailGone | NotStarted = JailGone("no sandbox to run it in")
        with self._turns:
            for number in range(_TRIES):
                self._refuse_shortage()
                worker = self._fleet.take()
                try:
                    return self._run(worker, program, pace, prove=number > 0)
                except _Unproven as error:
                    lost = error
                except JailGone as error:
                    lost = error
                    proofs += number > 0
                except NotStarted as error:
                    lost = error
                    starts += 1
                if proofs == _PROOFS:
                    message = f"the program ends the sandbox it runs in ({lost})"
                    return Verdict(Rendering(Outcome.CRASH, message=message), recycle=True)
                if starts == _STARTS:
                    break
        raise lost

    def _run(self, worker: Worker, program: str, pace: Pace, prove: bool) -> Verdict:
        fit = False
        try:
            if prove:
                _prove(worker)
            verdict = worker.render(program, pace)
            fit = not verdict.recycle and worker.renders < RENDERS_PER_JAIL
        finally:
            if fit:
                self._fleet.give_back(worker)
            else:
                self._fleet.discard(worker)
        if verdict.rendering.outcome is not Outcome.OK:
            self._refuse_shortage()
        return verdict

    def _refuse_shortage(self) -> None:
        """Raise rather than let a program fail for what the machine lacks."""
        shortage = self._launcher.shortage(self._limits)
        if shortage:
            raise SandboxUnavailable(shortage)

    def close(self) -> None:
        """See `Renderer`; renders under way end as `sandbox_error`."""
        self._fleet.close()

    def __enter__(self) -> "RendererPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Unproven(JailGone):
    """A jail did not render the health program."""


def _prove(worker: Worker) -> None:
    try:
        rendering = worker.render(_HEALTH_PROGRAM).rendering
    except (JailGone, NotStarted) as error:
        raise _Unproven(str(error)) from error
    if rendering.outcome is not Outcome.OK:
        raise _Unproven(f"a plain plot ended as {rendering.outcome}: {rendering.message}")
