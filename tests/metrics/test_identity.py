"""A figure against itself is exactly 100 in every part, whatever it is, and almost so when it trembles."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from stem2code_eval.figure.elements.marks import MAX_MARKS
from stem2code_eval.figure.elements.scene import Scene, read_scene
from stem2code_eval.figure.elements.strokes import Samples
from stem2code_eval.metrics.structure.compare import compare

WIDTH, HEIGHT = 480, 360
COLOURS = ("000000ff", "d62728ff", "1f77b4ff", "80808080", "f5f5f5ff", "ffffffff")
DASHES = (None, [6.0, 3.0], [1.0, 3.0], [1.0, 9.0], [9.0, 3.0, 1.0, 3.0])


def listed(elements: list[dict[str, Any]]) -> bytes:
    about = {"schema": 1, "width": WIDTH, "height": HEIGHT, "dpi": 150.0, "scale": 16, "paper": "ffffffff", "cut": 0}
    return json.dumps(about | {"groups": ["figure"], "clips": [], "elements": elements}).encode()


def noise(seed: int) -> Any:
    """Return a picture in which every text and image shows."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    random = np.random.default_rng(seed)
    for x, y in random.integers(0, (WIDTH, HEIGHT), (3000, 2)).tolist():
        pen.rectangle((x, y, x + 2, y + 2), fill=tuple(random.integers(0, 255, 3).tolist()))
    return np.asarray(picture)


PICTURE = noise(0)
across = st.integers(-20 * 16, (WIDTH + 20) * 16)
"""Some of it is outside the canvas."""
places = st.tuples(across, st.integers(-20 * 16, (HEIGHT + 20) * 16))


def flat(points: Any) -> list[int]:
    return [int(number) for point in points for number in point]


@st.composite
def styles(draw: Any) -> dict[str, Any]:
    return {
        "group": 0,
        "face": [draw(st.none() | st.sampled_from(COLOURS))],
        "edge": [draw(st.none() | st.sampled_from(COLOURS))],
        "width": [draw(st.sampled_from([0.0, 0.4, 1.0, 2.5, 9.0, 30.0]))],
        "dash": draw(st.sampled_from(DASHES)),
    }


@st.composite
def paths(draw: Any) -> dict[str, Any]:
    points = draw(st.lists(places, min_size=1, max_size=9))
    return {"kind": "paths", "points": flat(points), "pieces": [draw(st.sampled_from([1, -1])) * len(points)]} | draw(
        styles()
    )


@st.composite
def bundles(draw: Any) -> dict[str, Any]:
    """Many lines that lie close to each other and may coincide."""
    (x, y), step, count = draw(places), draw(st.integers(0, 60)), draw(st.integers(2, 40))
    one, other = draw(st.integers(-2000, 2000)), draw(st.integers(-2000, 2000))
    points = [(x, y + n * step, x + one, y + n * step + other) for n in range(count)]
    style = draw(styles()) | {"edge": draw(st.lists(st.sampled_from(COLOURS), min_size=1, max_size=5))}
    return {"kind": "paths", "points": flat(points), "pieces": [2] * count, "items": [1] * count} | style


@st.composite
def stamps(draw: Any) -> dict[str, Any]:
    outline = draw(
        st.sampled_from([[(0, 0), (80, 0), (80, 80), (0, 80)], [(0, 0), (16, 16)], [(0, 0), (9, 3), (4, 9)]])
    )
    at = draw(st.lists(places, min_size=1, max_size=30))
    closed = draw(st.sampled_from([1, -1]))
    return {"kind": "markers", "points": flat(outline), "pieces": [closed * len(outline)], "at": flat(at)} | draw(
        styles()
    )


@st.composite
def texts(draw: Any) -> dict[str, Any]:
    (x, y), width, height = draw(places), draw(st.integers(0, 900)), draw(st.integers(0, 300))
    return {
        "kind": "text", "group": 0, "text": draw(st.sampled_from(["A", "1.5", "angle ABC", "$x^2$", ""])),
        "size": draw(st.sampled_from([8.0, 20.0, 41.0])), "ink": draw(st.sampled_from(COLOURS)),
        "box": flat([(x, y), (x + width, y), (x + width, y - height), (x, y - height)]),
    }  # fmt: skip


@st.composite
def images(draw: Any) -> dict[str, Any]:
    return {"kind": "image", "group": 0, "how": "image", "box": flat([draw(places), draw(places)])}


elements = st.lists(paths() | bundles() | stamps() | texts() | images(), min_size=1, max_size=8)


def assert_whole(scene: Scene, other: Scene) -> None:
    found = compare(scene, other)
    assert {name: value for name, value in found.parts.items() if value is not None and value != 100.0} == {}
    assert found.layout == 100.0
    assert found.elements == (100.0 if any(value is not None for value in found.parts.values()) else 0.0)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(elements)
def test_any_list_against_itself_is_100_in_every_part(found):
    data = listed(found)
    assert_whole(read_scene(data, PICTURE), read_scene(data, PICTURE))


def flood(seed: int) -> list[dict[str, Any]]:
    """Return 25 collections of 300 lines: more than are looked at."""
    random = np.random.default_rng(seed)
    ends = (random.random((25, 300, 4)) * (WIDTH, HEIGHT, WIDTH, HEIGHT) * 16).astype(int)
    style = {"group": 0, "edge": ["000000ff"], "width": [0.5]}
    return [
        {"kind": "paths", "points": lines.ravel().tolist(), "pieces": [2] * 300, "items": [1] * 300} | style
        for lines in ends
    ]


@pytest.mark.parametrize("seed", [0, 1])
def test_a_list_that_is_cut_against_itself_is_100_in_every_part(seed):
    data = listed(flood(seed))
    scene = read_scene(data, PICTURE)
    assert scene.cut == 25 * 300 - MAX_MARKS
    assert_whole(scene, read_scene(data, PICTURE))


def shaken(scene: Scene, by: float) -> Scene:
    """Return a scene of which every sample is off by a little."""
    samples = scene.samples
    random = np.random.default_rng(1)
    points = samples.points + random.normal(0, by, samples.points.shape)
    return replace(scene, samples=Samples(points, samples.tangents, samples.stroke, samples.mark, samples.length))


@pytest.mark.parametrize("body", ["a few lines", "a flood"])
def test_what_trembles_by_a_hundredth_of_a_pixel_is_still_the_same(body):
    scene = read_scene(listed(flood(0)[: 1 if body == "a few lines" else 25]), PICTURE)
    found = compare(scene, shaken(scene, 0.01))
    assert found.elements >= 99.9, found.parts
