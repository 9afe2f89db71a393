"""One jail in use: start it, hand it programs, bring back verdicts."""

import secrets
import time
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.channel import Channel, JailGone
from stem2code_eval.render.claims import Facts, Ready
from stem2code_eval.render.decide import NotStarted, Verdict, decide
from stem2code_eval.render.fairness import AT_BEST, Pace
from stem2code_eval.render.jail import Launcher, SandboxUnavailable
from stem2code_eval.render.types import Limits, Rendering, RenderSettings, as_json
from stem2code_eval.sandbox.runner import frames

START_TIMEOUT_S = 180.0
SILENCE_S = 60.0
"""A jail that has not sent a beat for so long is given up; a runner sends one every second of a render."""
_GRACE_S = 30.0
_LONGEST_WAIT = 10
"""The runner stops a starved program after this many wall limits; the host waits a little longer."""
_MAX_PAYLOAD = 14 * 1024 * 1024
_Form = TypeVar("_Form", bound=BaseModel)


class Worker:
    """A started jail.

    Args:
        launcher: how to start it.
        limits: for every program.
        settings: for every picture.

    Raises:
        JailGone: it did not start.
        SandboxUnavailable: it started, but a layer without which nothing may run is missing.
    """

    def __init__(self, launcher: Launcher, limits: Limits, settings: RenderSettings) -> None:
        self._limits, self._settings = limits, settings
        self._own_memory_group = launcher.own_memory_group
        self._channel: Channel = launcher.launch(limits)
        self.renders = 0
        try:
            ready = _checked(Ready, self._read(time.monotonic() + START_TIMEOUT_S)[0])
            self.layers, self.versions = ready.layers, ready.versions
            missing = self.layers.missing(needs_landlock=launcher.name == "native")
            if missing:
                raise SandboxUnavailable(f"{launcher.name}: this machine lacks " + " and ".join(missing))
        except JailGone as error:
            words = self._channel.last_words()
            self._channel.close()
            raise JailGone(f"{error}: {words.splitlines()[-1]}" if words else str(error)) from error
        except SandboxUnavailable:
            self._channel.close()
            raise

    def render(self, program: str, pace: Pace = AT_BEST) -> Verdict:
        """Run one program.

        Args:
            program: its text.
            pace: of the machine.

        Raises:
            JailGone: the jail ended or broke the protocol while it ran; the worker is of no more use.
            NotStarted: the program's process could not be set up.
        """
        text = program.encode("utf-8", "surrogatepass")
        if len(text) > frames.MAX_SOURCE:
            message = f"the program has {len(text)} bytes, more than {frames.MAX_SOURCE}"
            return Verdict(Rendering(Outcome.RESOURCE_LIMIT, message=message), recycle=False)
        self.renders += 1
        nonce = secrets.token_hex(16)
        limits = as_json(self._limits) | {
            "cpu_s": self._limits.cpu_s * pace.stop,
            "slowdown": pace.stop,
            "own_memory_group": self._own_memory_group,
        }
        header = {"limits": limits, "settings": as_json(self._settings), "nonce": nonce}
        deadline = time.monotonic() + self._limits.wall_s * _LONGEST_WAIT + _GRACE_S
        self._channel.write(frames.encode(header, text), min(deadline, time.monotonic() + SILENCE_S))
        header, payload = self._answer(deadline)
        facts = _checked(Facts, header)
        if facts.nonce != nonce or facts.stopped == "host_gone" or facts.result_size > len(payload):
            raise JailGone("the sandbox answered another question")
        return decide(facts, payload, self._limits, nonce, pace.judge)

    def _answer(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        while True:
            header, payload = self._read(min(deadline, time.monotonic() + SILENCE_S))
            if header != frames.BEAT:
                return header, payload

    def _read(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        try:
            return frames.read(lambda size: self._channel.read_exactly(size, deadline), _MAX_PAYLOAD)
        except frames.FrameError as error:
            raise JailGone(f"the sandbox sent no frame: {error}") from error

    def close(self) -> None:
        """End the jail. Idempotent."""
        self._channel.close()


def _checked(form: type[_Form], header: dict[str, Any]) -> _Form:
    """Return a header in its form; a runner that sends another one cannot be trusted any more."""
    try:
        return form.model_validate(header)
    except ValidationError as error:
        raise JailGone(f"the sandbox sent something else than it should: {str(error).splitlines()[0]}") from error


__all__ = ["JailGone", "NotStarted", "SandboxUnavailable", "Worker"]
