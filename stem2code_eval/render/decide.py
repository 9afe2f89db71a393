"""From the runner's facts and a process's claims to an outcome. The only place where outcomes of programs are made.

Facts (how the process ended, what it used, why it was stopped) come from the runner, which no program can change.
Claims (what was drawn, which exception) come from the program's own process: they are believed only where lying gains
nothing, and a result that is not exactly one well-formed frame with the host's nonce is `tampered`.
"""

import signal
import unicodedata
from dataclasses import dataclass, replace

from pydantic import ValidationError

from stem2code_eval.figure.elements.schema import BadElements, check_elements
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.claims import Claims, Facts
from stem2code_eval.render.intake import BadImage, check_picture
from stem2code_eval.render.types import Limits, Rendering
from stem2code_eval.sandbox.runner import frames
from stem2code_eval.sandbox.runner.elements import MAX_BYTES
from stem2code_eval.sandbox.runner.picture import MAX_STREAM

_STOPPED = {
    "wall": (Outcome.TIMEOUT, "stopped at the wall-clock limit of {wall_s:g} s"),
    "cpu": (Outcome.TIMEOUT, "stopped at the CPU limit of {cpu_s:g} s"),
    "output": (Outcome.RESOURCE_LIMIT, "stopped after printing {output_kb} KiB"),
    "processes": (Outcome.RESOURCE_LIMIT, "stopped at {processes} processes and threads"),
    "disk": (Outcome.RESOURCE_LIMIT, "stopped after writing {disk_mb} MiB, or too many files"),
    "memory": (Outcome.OUT_OF_MEMORY, "stopped at the memory limit of {memory_mb} MiB"),
    "result": (Outcome.TAMPERED, "the program's process sent more than a figure can have"),
}
_STATES = {
    "syntax_error": Outcome.SYNTAX_ERROR,
    "import_error": Outcome.IMPORT_ERROR,
    "runtime_error": Outcome.RUNTIME_ERROR,
    "out_of_memory": Outcome.OUT_OF_MEMORY,
    "no_figure": Outcome.NO_FIGURE,
    "figure": Outcome.OK,
}
_NO_MEMORY = 12
"""ENOMEM."""
_EXHAUSTED = frozenset({11, 23, 24, 27, 28, 122})
"""EAGAIN, ENFILE, EMFILE, EFBIG, ENOSPC, EDQUOT: an exception that only says that a limit was reached."""
_NO_THREAD = "RuntimeError: can't start new thread"
_MESSAGE_LIMIT = 500
_UNSHOWN = ("Cc", "Cf", "Co", "Cs")
"""Unicode categories: control, format (such as a change of direction), private, surrogate."""


class NotStarted(Exception):
    """The program's process failed before the program's first line: ours, not the program's."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """What a program that passed the CPU or the wall limit had used by then."""

    cpu_s: float
    asleep_s: float
    """Neither computing nor waiting for the processor."""
    ended: bool
    """It came to its own end, and was not stopped."""

    def excused(self, limits: Limits, slowdown: float) -> bool:
        """Say whether it would have met the limits on a machine so many times faster, and not kept waiting."""
        return _within(limits, self.cpu_s / slowdown, self.asleep_s)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rendering, and what the pool should do next."""

    rendering: Rendering
    recycle: bool
    """The jail is thrown away: its last program was not a plain success or a plain exception."""
    overrun: Overrun | None = None


def decide(facts: Facts, payload: bytes, limits: Limits, nonce: str, slowdown: float = 1.0) -> Verdict:
    """Turn what came out of the jail for one program into a rendering.

    Args:
        facts: of the runner.
        payload: what the program's process sent, and what it printed.
        limits: hold for CPU time at the machine's best pace.
        nonce: sent with the program.
        slowdown: how many times more CPU time than at its best the machine took.

    Raises:
        NotStarted: the program never ran.
    """
    size = facts.result_size
    result, log = payload[:size], payload[size:].decode("utf-8", "replace")
    if not result.startswith(frames.STARTED) and not facts.stopped:
        raise NotStarted(log.strip()[-300:] or "the program's process ended before it was confined")
    outcome, message, claims, drawing = _outcome(facts, result[1:], limits, nonce, slowdown)
    rendering = Rendering(outcome, (), facts.cpu_s, facts.wall_s, log=log, message=message)
    if outcome is Outcome.OK and claims is not None:
        rendering = _take_figure(rendering, claims, drawing)
    rendering = replace(rendering, flags=(*rendering.flags, *_flags(facts, claims)))
    return Verdict(rendering, _must_recycle(facts, rendering.outcome), _overrun(facts, limits, slowdown))


def _outcome(
    facts: Facts, result: bytes, limits: Limits, nonce: str, slowdown: float
) -> tuple[Outcome, str, Claims | None, bytes]:
    if facts.stopped:
        outcome, message = _STOPPED[facts.stopped]
        return outcome, message.format(**{name: getattr(limits, name) for name in Limits.__slots__}), None, b""
    if facts.signal is not None:
        return *_from_signal(facts.signal, facts, limits), None, b""
    if _late(facts, limits, slowdown):
        took = f"used {facts.cpu_s:.1f} s of CPU time and {facts.wall_s:.1f} s in all"
        return Outcome.TIMEOUT, f"{took}, the limits are {limits.cpu_s:g} s and {limits.wall_s:g} s", None, b""
    if not result:
        code = facts.exit_code
        if code == 0:
            return Outcome.NO_FIGURE, "the process ended itself before a figure was taken", None, b""
        return Outcome.RUNTIME_ERROR, f"the process ended itself with code {code}", None, b""
    try:
        header, drawing, used = frames.decode(result, MAX_STREAM + MAX_BYTES)
        claims = Claims.model_validate(header)
    except (frames.FrameError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        return Outcome.TAMPERED, f"what the program's process sent is not a result: {reason}", None, b""
    if used != len(result) or claims.nonce != nonce or facts.exit_code:
        return Outcome.TAMPERED, "the program wrote into the channel that carries its figure", None, b""
    return *_from_claims(claims), claims, drawing


def _from_signal(number: int, facts: Facts, limits: Limits) -> tuple[Outcome, str]:
    name = signal.strsignal(number) or f"signal {number}"
    if _cpu_signal(facts, limits):
        return Outcome.TIMEOUT, f"stopped at the CPU limit of {limits.cpu_s:g} s"
    if number == signal.SIGXFSZ:
        return Outcome.RESOURCE_LIMIT, "stopped after writing too large a file"
    if number == signal.SIGKILL and facts.oom_kills:
        return Outcome.OUT_OF_MEMORY, f"ended by the kernel at the memory limit of {limits.memory_mb} MiB"
    return Outcome.CRASH, f"the process was ended by signal {number} ({name})"


def _from_claims(claims: Claims) -> tuple[Outcome, str]:
    outcome = _STATES[claims.state]
    error = claims.exception
    if error is None:
        return outcome, "" if outcome is Outcome.OK else "the program drew nothing"
    if outcome is Outcome.RUNTIME_ERROR and error.errno == _NO_MEMORY:
        outcome = Outcome.OUT_OF_MEMORY
    if outcome is Outcome.RUNTIME_ERROR and (error.errno in _EXHAUSTED or error.message == _NO_THREAD):
        outcome = Outcome.RESOURCE_LIMIT
    where = "" if error.line is None else f"line {error.line}: "
    return outcome, (where + _one_line(error.message))[:_MESSAGE_LIMIT]


def _one_line(text: str) -> str:
    """Return text of a program's choice as one line that any file and any terminal can take."""
    known = text.encode("utf-8", "replace").decode("utf-8")
    line = " ".join(known.split())
    return "".join(character for character in line if unicodedata.category(character) not in _UNSHOWN)


def _take_figure(rendering: Rendering, claims: Claims, drawing: bytes) -> Rendering:
    stream, elements = drawing[: len(drawing) - claims.elements], drawing[len(drawing) - claims.elements :]
    if len(stream) + claims.elements != len(drawing) or len(elements) > MAX_BYTES:
        return replace(rendering, outcome=Outcome.TAMPERED, message="the element list has not the size it claims")
    try:
        checked = check_picture(claims.width, claims.height, stream)
    except BadImage as error:
        return replace(rendering, outcome=Outcome.BAD_IMAGE, message=str(error))
    if elements:
        try:
            check_elements(elements, checked.width, checked.height)
        except BadElements as error:
            return replace(rendering, outcome=Outcome.TAMPERED, message=f"the element list is not one: {error}")
    flags = ("blank",) if checked.blank else ()
    drawn = replace(rendering, png=checked.png, width=checked.width, height=checked.height)
    return replace(drawn, elements=elements or None, flags=flags)


def _flags(facts: Facts, claims: Claims | None) -> tuple[str, ...]:
    found = {
        "multi_figure": claims is not None and claims.figures > 1,
        "network": claims is not None and claims.network,
        "child_oom": facts.oom_kills > 0,
        "leftover_process": facts.leftover > 0,
    }
    return tuple(name for name, present in found.items() if present)


_CLEAN = frozenset({Outcome.OK, Outcome.SYNTAX_ERROR, Outcome.IMPORT_ERROR, Outcome.RUNTIME_ERROR, Outcome.NO_FIGURE})


def _must_recycle(facts: Facts, outcome: Outcome) -> bool:
    return outcome not in _CLEAN or bool(facts.leftover or facts.dirty)


def _within(limits: Limits, cpu_s: float, asleep_s: float) -> bool:
    return cpu_s <= limits.cpu_s and cpu_s + asleep_s <= limits.wall_s


def _asleep_s(facts: Facts) -> float:
    return max(0.0, facts.wall_s - facts.cpu_s - facts.run_delay_s)


def _late(facts: Facts, limits: Limits, slowdown: float) -> bool:
    """Say whether a program came to its end, but beyond a limit."""
    if facts.stopped or facts.signal is not None:
        return False
    return not _within(limits, facts.cpu_s / slowdown, _asleep_s(facts))


def _cpu_signal(facts: Facts, limits: Limits) -> bool:
    """Say whether the kernel ended it for its CPU time."""
    return facts.signal == signal.SIGXCPU or (facts.signal == signal.SIGKILL and facts.cpu_s >= limits.cpu_s)


def _overrun(facts: Facts, limits: Limits, slowdown: float) -> Overrun | None:
    ended = _late(facts, limits, slowdown)
    if not ended and facts.stopped not in ("cpu", "wall") and (facts.stopped or not _cpu_signal(facts, limits)):
        return None
    return Overrun(facts.cpu_s, _asleep_s(facts), ended)
