"""Controls: scores that are known beforehand. Where they come out wrong, no other score can be believed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.models.baseline_blank import BLANK_PROGRAM
from stem2code_eval.render.types import Renderer, Rendering
from stem2code_eval.synth.catalogue import get_family

METRICS: Mapping[str, float] = {"pixel": 50.0, "ssim": 50.0, "elements": 60.0, "reconstruction": 60.0}
"""Name to what another figure may score at most, in the median."""
FAMILIES = (
    "triangle_cevians",
    "cube_stacking",
    "resistor_network",
    "weighted_graph",
)
BLANK_AT_MOST = 2.0


@dataclass(frozen=True, slots=True)
class Control:
    """One expectation and what was measured."""

    name: str
    expected: str
    measured: float
    passed: bool


def run_controls(renderer: Renderer, families: Sequence[str] = FAMILIES) -> list[Control]:
    """Render figures of some families and score each against itself, a blank canvas and the others.

    Args:
        renderer: the sandbox under test.
        families: names of figure families; at least two.
    """
    references = {name: renderer.render(get_family(name).figure(0).program) for name in families}
    blank = renderer.render(BLANK_PROGRAM)
    executed = 100 * sum(rendering.png is not None for rendering in references.values()) / len(references)
    controls = [Control("reference programs run", "100 %", executed, executed == 100)]
    if executed < 100 or blank.png is None:
        return controls
    again = {name: renderer.render(get_family(name).figure(0).program) for name in families}
    neighbours = dict(zip(families, [*families[1:], families[0]], strict=True))
    for metric, other_at_most in METRICS.items():
        scores = _scorer(metric)
        same = [scores(references[name], again[name]) for name in families]
        empty = [scores(references[name], blank) for name in families]
        other = [scores(references[name], references[neighbours[name]]) for name in families]
        controls += [
            Control(f"{metric}: a figure against itself", "exactly 100", min(same), min(same) == max(same) == 100),
            Control(f"{metric}: a blank canvas", f"<= {BLANK_AT_MOST:g}", max(empty), max(empty) <= BLANK_AT_MOST),
            Control(
                f"{metric}: another figure (median)",
                f"<= {other_at_most:g}",
                median(other),
                median(other) <= other_at_most,
            ),
        ]
    return controls


def _scorer(metric: str) -> Callable[[Rendering, Rendering], float]:
    def score(reference: Rendering, candidate: Rendering) -> float:
        lists = reference.elements, candidate.elements
        value = score_pair(reference.png or b"", candidate.png, [metric], lists, explained=False).metrics[metric]
        return float("nan") if value is None else value

    return score
