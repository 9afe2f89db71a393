"""Pixels are no structure, however they are pasted; and honest drawings are not called cheats."""

import pytest
from pasting import TAMPERED, WAYS, program

from stem2code_eval.metrics.pair import PairScores, score_pair
from stem2code_eval.metrics.registry import DEFAULT_METRICS, ELEMENT_METRICS
from stem2code_eval.models.tracer.trace import trace_program
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.types import Rendering
from stem2code_eval.synth.catalogue import get_family

LINES, AREAS = "resistor_network", "cube_stacking"
HARD_TO_TRACE = ("lattice_figures", "frequency_chart", "bridge_and_ladder", "lever_and_beam", "lab_apparatus")
"""Families with hatching, dashes, and many small parts."""


@pytest.fixture(scope="module")
def drawn(any_sandbox: RendererPool) -> dict[str, Rendering]:
    return {name: any_sandbox.render(get_family(name).figure(0).program) for name in (LINES, AREAS)}


def compared(reference: Rendering, candidate: Rendering) -> PairScores:
    assert reference.png is not None
    assert candidate.outcome is Outcome.OK, candidate.message
    return score_pair(reference.png, candidate.png, DEFAULT_METRICS, (reference.elements, candidate.elements))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("figure", [LINES, AREAS])
def test_pasted_pixels_do_not_score_as_structure(
    figure: str, way: str, drawn: dict[str, Rendering], any_sandbox: RendererPool
) -> None:
    reference = drawn[figure]
    scores = compared(reference, any_sandbox.render(program(way, reference.png or b"")))
    assert scores.flags == (("tampered",) if way in TAMPERED else ("raster",)), scores
    assert (scores.metrics["elements"] or 0) <= 20, scores
    if way in TAMPERED:
        assert set(scores.metrics.values()) == {0.0}
    else:
        assert scores.metrics["pixel"] > 0


def test_the_same_pixels_are_no_fault_where_the_reference_has_them(
    drawn: dict[str, Rendering], any_sandbox: RendererPool
) -> None:
    for way in ("imshow", "scatter"):
        reference = any_sandbox.render(program(way, drawn[AREAS].png or b""))
        scores = compared(reference, any_sandbox.render(program(way, drawn[AREAS].png or b"")))
        assert scores.flags == ()
        assert scores.metrics["elements"] == 100.0


@pytest.mark.parametrize("family", [LINES, AREAS, *HARD_TO_TRACE])
def test_traced_outlines_are_honest(family: str, any_sandbox: RendererPool) -> None:
    for seed in (0, 1):
        reference = any_sandbox.render(get_family(family).figure(seed).program)
        scores = compared(reference, any_sandbox.render(trace_program(reference.png or b"")))
        assert scores.flags == ()
        assert scores.metrics["geometry"] > 10


CUT = """import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 1, {count})
plt.figure(figsize=(6, 4))
plt.plot(x, (x * 977) % 1, 'o', markersize=1)
plt.show()
"""


def test_a_figure_with_more_marks_than_are_read_is_scored_and_says_so(any_sandbox: RendererPool) -> None:
    many = any_sandbox.render(CUT.format(count=9000))
    scores = compared(many, many)
    assert scores.flags == ()
    assert scores.diagnostics["elements_cut"] > 1000
    assert scores.diagnostics["elements_cut_candidate"] == scores.diagnostics["elements_cut"]
    assert scores.metrics["elements"] == 100.0


UNTRACED = """import matplotlib.pyplot as plt
from matplotlib.artist import Artist


class Spoiler(Artist):
    def draw(self, renderer):
        renderer.problem = "spoilt"


plt.plot([0, 1, 0])
plt.gca().add_artist(Spoiler())
plt.show()
"""


def test_a_program_cannot_choose_to_be_left_out(drawn: dict[str, Rendering], any_sandbox: RendererPool) -> None:
    spoilt = any_sandbox.render(UNTRACED)
    assert spoilt.elements is None
    scores = compared(drawn[LINES], spoilt)
    assert scores.flags == ("untraced",)
    assert {scores.metrics[name] for name in ELEMENT_METRICS} == {0.0}
    assert scores.metrics["pixel"] > 0
    assert scores.reasons == {}
