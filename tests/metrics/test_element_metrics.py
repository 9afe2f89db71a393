"""The six element metrics on figures that a sandbox drew."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from stem2code_eval.hashing import canonical_json
from stem2code_eval.metrics import scenes as scenes_module
from stem2code_eval.metrics.pair import PairScores, describe, score_pair
from stem2code_eval.metrics.reconstruction import PARTS as PART_WEIGHTS
from stem2code_eval.metrics.reconstruction import PICTURES, weighted_mean
from stem2code_eval.metrics.registry import DEFAULT_METRICS, ELEMENT_METRICS, PARTS
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.types import Rendering

TRIANGLE = """import matplotlib.pyplot as plt

plt.figure(figsize=({size}, {size}))
plt.plot([0, 4, 1, 0], [0, 0, 3, 0], {colour!r})
for x, y, name in ((0, 0, 'A'), (4, 0, 'B'), (1, 3, {name!r})):
    plt.text(x, y + 0.1, name)
plt.axis('off')
plt.show()
"""
TEXTLESS = """import matplotlib.pyplot as plt

plt.figure(figsize=(4, 4)).add_axes((0, 0, 1, 1)).plot([0, 1])
plt.axis('off')
plt.show()
"""
BLANK = "import matplotlib.pyplot as plt\nplt.figure(figsize=(4, 4))\nplt.axis('off')\nplt.show()\n"


def triangle(size: float = 4, colour: str = "k", name: str = "C") -> str:
    return TRIANGLE.format(size=size, colour=colour, name=name)


@pytest.fixture(scope="module")
def reference(any_sandbox: RendererPool) -> Rendering:
    return any_sandbox.render(triangle())


@pytest.fixture(scope="module")
def other(any_sandbox: RendererPool) -> Rendering:
    return any_sandbox.render(triangle(name="D", colour="r"))


def compared(one: Rendering, two: Rendering, metrics: tuple[str, ...] = DEFAULT_METRICS) -> PairScores:
    assert one.png is not None
    return score_pair(one.png, two.png, metrics, (one.elements, two.elements))


def png(size: tuple[int, int], colour: str = "white") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def test_a_figure_against_itself_is_exactly_100(reference: Rendering) -> None:
    scores = compared(reference, reference)
    assert scores.metrics == dict.fromkeys(DEFAULT_METRICS, 100.0)
    assert (scores.flags, scores.reasons) == ((), {})


def test_the_parts_see_what_pixels_do_not(reference: Rendering, other: Rendering) -> None:
    scores = compared(reference, other).metrics
    assert scores["pixel"] > 95
    assert scores["geometry"] > 95
    assert scores["text"] < 80
    assert scores["style"] < 90
    assert scores["elements"] == pytest.approx(sum(scores[part] for part in PARTS) / len(PARTS))


def test_reconstruction_is_the_weighted_mean_whatever_else_was_asked_for(
    reference: Rendering, other: Rendering
) -> None:
    scores = compared(reference, other)
    every = {**scores.metrics, "layout": scores.diagnostics["layout"]}
    weights = {**PART_WEIGHTS, **PICTURES}
    expected = sum(weight * every[name] for name, weight in weights.items()) / sum(weights.values())
    assert every["reconstruction"] == pytest.approx(expected)
    alone = compared(reference, other, ("reconstruction",))
    assert alone.metrics == {"reconstruction": every["reconstruction"]}
    assert sum(weights.values()) == pytest.approx(1.0)


def test_the_documented_formula_is_the_one_that_is_used() -> None:
    formula = " + ".join(f"{weight:.2f} {name}" for name, weight in {**PART_WEIGHTS, **PICTURES}.items())
    assert formula in (Path(__file__).parents[2] / "docs" / "metrics.md").read_text()


def test_what_neither_figure_has_is_left_out_of_the_mean() -> None:
    values = {"geometry": 100.0, "text": None, "topology": None, "style": 50.0, "pixel": 100.0, "ssim": 100.0}
    kept = PART_WEIGHTS["geometry"] + PART_WEIGHTS["style"] + sum(PICTURES.values())
    assert weighted_mean(values) == pytest.approx(100 - 50 * PART_WEIGHTS["style"] / kept)
    assert weighted_mean(dict.fromkeys(values)) == 0.0
    assert weighted_mean(dict.fromkeys(values, 100.0)) == 100.0


def test_a_part_that_neither_has_is_none_with_a_reason(any_sandbox: RendererPool) -> None:
    drawn = any_sandbox.render(TEXTLESS)
    scores = compared(drawn, drawn)
    assert scores.metrics["text"] is None
    assert scores.reasons["text"] == "Neither figure has texts."
    assert scores.metrics["elements"] == scores.metrics["reconstruction"] == 100.0


def test_a_reference_without_a_list_leaves_pixels_only(reference: Rendering, other: Rendering) -> None:
    why = "The reference program ended as timeout."
    scores = score_pair(reference.png, other.png, DEFAULT_METRICS, (None, other.elements), absent=why)
    assert {name: scores.metrics[name] for name in ELEMENT_METRICS} == dict.fromkeys(ELEMENT_METRICS)
    assert scores.reasons == dict.fromkeys(ELEMENT_METRICS, why)
    assert scores.metrics["pixel"] > 95
    assert scores.flags == ()
    assert scores.explanation is None
    failed = score_pair(reference.png, None, DEFAULT_METRICS, absent=why)
    assert failed.reasons == scores.reasons
    assert (failed.metrics["pixel"], failed.metrics["ssim"]) == (0.0, 0.0)


def test_a_reference_whose_list_is_not_its_picture_leaves_pixels_only(reference: Rendering, other: Rendering) -> None:
    broken = [b"{}", other.elements.replace(b'"elements":[', b'"elements":[],"x":[')]
    wrong_size = json.dumps(json.loads(reference.elements) | {"width": 7}).encode()
    empty = json.dumps(json.loads(reference.elements) | {"elements": []}).encode()
    for elements in (*broken, wrong_size, empty):
        for candidate in (other.png, None, png((60, 60))):
            scores = score_pair(reference.png, candidate, DEFAULT_METRICS, (elements, other.elements))
            assert {scores.metrics[name] for name in ELEMENT_METRICS} == {None}
            assert all("reference's element list cannot be used" in why for why in scores.reasons.values())
            assert scores.metrics["pixel"] is not None


@pytest.mark.parametrize("elements", [b"{}", b"", b"[]"])
def test_a_candidate_whose_list_is_none_is_tampered(elements: bytes, reference: Rendering, other: Rendering) -> None:
    scores = score_pair(reference.png, other.png, DEFAULT_METRICS, (reference.elements, elements))
    assert scores.flags == ("tampered",)
    assert scores.tampered
    assert scores.metrics == dict.fromkeys(DEFAULT_METRICS, 0.0)


def test_whether_a_list_was_tampered_with_does_not_depend_on_the_metrics(
    reference: Rendering, other: Rendering
) -> None:
    empty = json.dumps(json.loads(other.elements) | {"elements": []}).encode()
    scores = score_pair(reference.png, other.png, ["pixel"], (None, empty))
    assert (scores.metrics, scores.flags) == ({"pixel": 0.0}, ("tampered",))


def test_nothing_drawn_is_0(reference: Rendering, any_sandbox: RendererPool) -> None:
    assert score_pair(reference.png, None, DEFAULT_METRICS, (reference.elements, None)).metrics == dict.fromkeys(
        DEFAULT_METRICS, 0.0
    )
    blank = compared(reference, any_sandbox.render(BLANK))
    assert blank.metrics == dict.fromkeys(DEFAULT_METRICS, 0.0)
    assert blank.flags == ("blank",)


def test_the_shown_picture_may_be_another_than_the_one_that_was_drawn_with_the_list(
    reference: Rendering, any_sandbox: RendererPool
) -> None:
    """A scan of the figure is shown; its elements come from the program's own drawing."""
    large = any_sandbox.render(triangle(size=6))
    assert large.png is not None
    scores = score_pair(
        reference.png, reference.png, DEFAULT_METRICS, (large.elements, reference.elements), drawing=large.png
    )
    assert (scores.metrics["pixel"], scores.metrics["ssim"]) == (100.0, 100.0)
    assert 90 < scores.metrics["elements"] <= 100
    without = score_pair(reference.png, reference.png, DEFAULT_METRICS, (large.elements, reference.elements))
    assert without.metrics["elements"] is None


def test_a_picture_larger_than_pixels_are_compared_at_keeps_its_places(any_sandbox: RendererPool) -> None:
    huge = any_sandbox.render(triangle(size=15))
    assert huge.width > 2048
    assert compared(huge, huge).metrics["elements"] == 100.0


def test_lists_are_read_and_compared_once(
    reference: Rendering, other: Rendering, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    read = scenes_module._side
    monkeypatch.setattr(scenes_module, "_side", lambda *both: calls.append(both) or read(*both))
    compared(reference, other)
    assert len(calls) == 2


def test_what_is_explained_is_plain_json(reference: Rendering, other: Rendering) -> None:
    explanation = compared(reference, other).explanation
    assert json.loads(canonical_json(explanation))["schema"] == 1
    assert explanation["reference"]["width"] == reference.width
    assert compared(reference, other, ("pixel",)).explanation is None


def test_every_metric_says_what_fixes_it() -> None:
    described = json.loads(canonical_json(describe(DEFAULT_METRICS)))
    assert described["reconstruction"]["parameters"]["weights"]["geometry"] == PART_WEIGHTS["geometry"]
    assert described["elements"]["parameters"]["integrity"]["least_agreement"] == 0.9
    assert described["reconstruction"]["parameters"]["pixel"]["version"] == described["pixel"]["version"]
