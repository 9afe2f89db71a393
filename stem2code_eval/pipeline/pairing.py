"""Compare two pictures, or the pictures that two programs draw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from stem2code_eval.errors import IncompleteError, UserError
from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.metrics.protocol import Metric
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.types import Renderer, Rendering, elements_problem

PROGRAM = ".py"
"""Files that end so are programs; all others are pictures."""
ONLY_PROGRAMS = "Only programs have element lists, and one of the two files at least is a picture."


@dataclass(frozen=True, slots=True)
class PairResult:
    """What is known of one pair."""

    outcome: str
    flags: list[str]
    metrics: dict[str, float | None]
    reasons: dict[str, str]
    message: str
    diagnostics: dict[str, float | None] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object that `pair --json` prints."""
        return {
            "outcome": self.outcome,
            "flags": self.flags,
            "metrics": self.metrics,
            "reasons": self.reasons,
            "diagnostics": self.diagnostics,
            "message": self.message,
        }


class _OpenedOnDemand:
    def __init__(self, open_renderer: Callable[[], Renderer]) -> None:
        self._open = open_renderer

    @cached_property
    def renderer(self) -> Renderer:
        return self._open()

    def close(self) -> None:
        if "renderer" in self.__dict__:
            self.renderer.close()


def compare(
    reference: Path,
    candidate: Path,
    metrics: Sequence[str],
    open_renderer: Callable[[], Renderer],
    configured: Mapping[str, Metric] | None = None,
) -> PairResult:
    """Score the file `candidate` against the file `reference`; each is a program (`.py`) or a picture.

    The sandbox is opened only when there is a program. `configured` is as in `score_pair`.

    Raises:
        UserError: a file cannot be read, or the reference is no picture and draws none.
        IncompleteError: the sandbox failed.
    """
    sandbox = _OpenedOnDemand(open_renderer)
    try:
        expected = _rendering(reference, sandbox)
        drawn = _rendering(candidate, sandbox)
    finally:
        sandbox.close()
    if expected.png is None:
        raise UserError(
            f"The reference {reference} draws nothing to compare with: {expected.outcome} {expected.message}"
        )
    programs = reference.suffix == candidate.suffix == PROGRAM
    scores = score_pair(
        expected.png,
        drawn.png,
        metrics,
        (expected.elements if programs else None, drawn.elements),
        absent=elements_problem(expected) if programs else ONLY_PROGRAMS,
        configured=configured or {},
    )
    return PairResult(
        outcome=str(Outcome.TAMPERED if scores.tampered else drawn.outcome),
        flags=list(dict.fromkeys([*drawn.flags, *scores.flags])),
        metrics=dict(scores.metrics),
        reasons=dict(scores.reasons),
        message=drawn.message,
        diagnostics=dict(scores.diagnostics),
    )


def _rendering(path: Path, sandbox: _OpenedOnDemand) -> Rendering:
    try:
        if path.suffix != PROGRAM:
            return Rendering(Outcome.OK, png=path.read_bytes())
        program = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text; save the program as UTF-8.") from error
    rendering = sandbox.renderer.render(program)
    if rendering.outcome == Outcome.SANDBOX_ERROR:
        raise IncompleteError(f"The sandbox failed on {path}: {rendering.message} Try again.")
    return rendering
