"""Well-formed lists that no renderer makes, but a program can: scoring goes on, and they do not pay."""

import io
import json
from typing import Any

import pytest
from PIL import Image

from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.metrics.registry import DEFAULT_METRICS, ELEMENT_METRICS

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
"""Numbers that overflow are refused or clipped, not computed with."""
FAR = 1 << 24
WHITE, BLACK = "ffffffff", "000000ff"
SQUARE = {"kind": "paths", "points": [1600, 1600, 3200, 1600, 3200, 3200, 1600, 3200], "pieces": [-4], "face": [BLACK]}
STAMP = {"kind": "markers", "points": [0, 0, 16, 16], "pieces": [2], "at": [800, 800], "edge": [BLACK], "width": [1.0]}
LINE = {"kind": "paths", "points": [16, 16, 320, 320], "pieces": [2], "edge": [WHITE], "width": [3.0]}


def picture() -> bytes:
    image = Image.new("RGB", (400, 300), "white")
    image.paste("black", (100, 100, 200, 200))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def listed(*elements: dict[str, Any], **changes: Any) -> bytes:
    about = {"schema": 1, "width": 400, "height": 300, "dpi": 150.0, "scale": 16, "paper": WHITE, "cut": 0}
    shown = [{**element, "group": 0} for element in (SQUARE, *elements)]
    return json.dumps({**about, "groups": [""], "clips": [], "elements": shown, **changes}).encode()


HOSTILE = {
    "a stamp of any size": listed({**STAMP, "scale": [1e300]}),
    "a stamp turned inside out": listed({**STAMP, "scale": [-1e308]}),
    "a line as wide as the sky": listed({**LINE, "width": [1e5]}),
    "lines from afar": listed(*[{**LINE, "points": [-FAR, -FAR, FAR, FAR] * 40, "pieces": [80]}] * 100),
    "nothing in pieces": listed({**LINE, "points": [], "pieces": []}, {**LINE, "points": [], "pieces": [0, 0]}),
    "a single point": listed({**LINE, "points": [16, 16], "pieces": [1]}),
    "fewer than no items": listed({**LINE, "items": [-1, 2]}),
    "dashes of no length": listed({**LINE, "dash": [0.0, 0.0]}),
    "dashes without end": listed({**LINE, "dash": [1.0, 2.0, 3.0]}),
    "unknown hatching": listed({**SQUARE, "face": None, "edge": [WHITE], "width": [1.0], "hatch": "$%&"}),
    "half a clip": listed({**LINE, "clip": 0}, clips=[{"points": [0, 0, 1], "pieces": [1]}]),
    "a clip that is not there": listed({**LINE, "clip": 0}),
    "an image turned inside out": listed({"kind": "image", "how": "image", "box": [FAR, FAR, -FAR, -FAR]}),
    "an image elsewhere": listed({"kind": "image", "how": "mesh", "box": [FAR, FAR, FAR, FAR]}),
    "a letter larger than the world": listed(
        {"kind": "text", "text": "x", "size": 1e308, "ink": BLACK, "box": [-FAR, -FAR, FAR, -FAR, FAR, FAR, -FAR, FAR]}
    ),
    "a formula that never closes": listed(
        {"kind": "text", "text": "$\\frac{" + "{" * 200, "math": True, "size": 0, "ink": BLACK, "box": [0] * 8}
    ),
    "hardly a dot an inch": listed(dpi=1e-300),
    "too many dots an inch": listed(dpi=1e5),
    "everything was cut": listed(cut=10**300),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_is_scored_or_tampered(name: str) -> None:
    scores = score_pair(picture(), picture(), DEFAULT_METRICS, (listed(), HOSTILE[name]))
    assert set(scores.flags) <= {"tampered", "raster"}
    assert all(scores.metrics[metric] is not None for metric in DEFAULT_METRICS if metric not in ("text", "topology"))
    json.dumps([scores.metrics, scores.diagnostics, scores.explanation], allow_nan=False)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_reference_leaves_the_pixels(name: str) -> None:
    scores = score_pair(picture(), picture(), DEFAULT_METRICS, (HOSTILE[name], listed()))
    assert scores.metrics["pixel"] == 100.0
    missing = [metric for metric in ELEMENT_METRICS if scores.metrics[metric] is None]
    assert set(scores.reasons) == set(missing)
