"""The controls of `doctor`, in a sandbox, and that they notice what is wrong."""

from dataclasses import replace
from typing import Any

from stem2code_eval.pipeline.controls import METRICS, run_controls
from stem2code_eval.render.types import Rendering

FAMILIES = ("triangle_cevians", "resistor_network")


def test_every_metric_has_its_three_controls_and_passes_them(any_sandbox: Any) -> None:
    controls = run_controls(any_sandbox, FAMILIES)
    assert {"elements", "reconstruction"} < set(METRICS)
    assert len(controls) == 1 + 3 * len(METRICS)
    assert [control for control in controls if not control.passed] == []


def test_a_sandbox_that_notes_nothing_fails_the_controls_of_the_elements(any_sandbox: Any) -> None:
    class Forgetful:
        def render(self, program: str) -> Rendering:
            return replace(any_sandbox.render(program), elements=None)

    wrong = [control.name for control in run_controls(Forgetful(), FAMILIES) if not control.passed]
    assert all(name.startswith(("elements", "reconstruction")) for name in wrong)
    assert "elements: a figure against itself" in wrong
