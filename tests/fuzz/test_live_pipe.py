"""Arbitrary bytes on the pipe that carries a program's figure, in real jails: the next program is not touched."""

import io

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.metrics.registry import ELEMENT_METRICS
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.sandbox.runner import frames
from stem2code_eval.sandbox.runner.picture import compress

METRICS = ("pixel", *ELEMENT_METRICS)
OTHER = "import matplotlib.pyplot as plt\nplt.figure(figsize=(4, 4))\nplt.pie([1, 2, 3])\nplt.show()\n"
INNOCENT = "import matplotlib.pyplot as plt\nplt.plot([0, 1, 0])\nplt.title('$x^2$')\nplt.show()\n"
FORGER = """import os
for part in {parts!r}:
    os.write(3, part)
os._exit({code})
"""
DRAWER = """import os
import matplotlib.pyplot as plt
plt.plot([1, 2])
os.write(3, {data!r})
plt.show()
"""
POSSIBLE = {Outcome.TAMPERED, Outcome.NO_FIGURE, Outcome.RUNTIME_ERROR}
"""What a program can become that writes to the pipe without knowing the nonce."""


def head(**fields: object) -> bytes:
    return frames.encode({"state": "figure", "nonce": "0" * 32, "width": 2, "height": 1, **fields}, b"x")


BYTES = st.binary(max_size=200) | st.builds(
    lambda cut, frame, behind: frame[:cut] + behind,
    st.integers(0, 120),
    st.sampled_from([head(), head(elements=[]), head(elements=1), head(state="ok"), frames.encode(frames.BEAT)]),
    st.binary(max_size=9),
)


@pytest.fixture(scope="module")
def native():
    with open_renderer("native", workers=1, say=lambda line: None) as pool:
        yield pool


@pytest.fixture(scope="module")
def expected(native):
    return native.render(INNOCENT).png


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(BYTES, max_size=3), st.sampled_from([0, 1, 70]))
@example([frames.PREFIX.pack(2**32 - 1, 2**32 - 1)], 0)
@example([frames.PREFIX.pack(1 << 17, 0) + b"[" * (1 << 17)], 0)
@example([b"\xff" * (1 << 16)] * 3, 0)
def test_a_forger_gets_nothing(native, expected, parts, code):
    found = native.render(FORGER.format(parts=parts, code=code))
    assert found.outcome in POSSIBLE
    assert found.png is None
    assert native.render(INNOCENT).png == expected


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=1, max_size=60) | BYTES.filter(bool))
def test_a_figure_after_foreign_bytes_is_not_taken(native, data):
    assert native.render(DRAWER.format(data=data)).outcome == Outcome.TAMPERED


def test_a_flood_ends_at_the_cap(native, expected):
    found = native.render("import os\nwhile True:\n    os.write(3, b'x' * 65536)\n")
    assert found.outcome == Outcome.TAMPERED
    assert native.render(INNOCENT).png == expected


THIEF = """
import gc, json, os, struct
task = next(found for found in gc.get_objects() if type(found).__name__ == "Task")
stream, listed = {stream!r}, {listed!r}
head = {{"state": "figure", "nonce": task.nonce, "width": {side}, "height": {side}, "elements": len(listed)}}
head = json.dumps(head).encode()
data = struct.pack(">II", len(head), len(stream + listed)) + head + stream + listed
while data:
    data = data[os.write(3, data):]
os._exit(0)
"""
"""Finds the nonce in its own memory and sends a picture of its choice, which `imshow` could draw as well."""


def stolen(native, reference, listed):
    """Return the rendering of a program that sends the pixels of a reference with a list of its own."""
    with Image.open(io.BytesIO(reference.png)) as image:
        stream = compress(np.asarray(image.convert("RGBA")))
    assert reference.width == reference.height
    return native.render(THIEF.format(stream=stream, listed=listed, side=reference.width))


def test_a_program_that_digs_up_the_nonce_gains_nothing_by_a_list_that_is_not_the_picture(native):
    """Pixels of its choice are all it gets; a list that agrees with them is a drawing, however it was sent."""
    reference = native.render(INNOCENT.replace("plt.plot", "plt.figure(figsize=(4, 4))\nplt.plot", 1))
    assert reference.elements is not None
    without = stolen(native, reference, b"")
    assert (without.outcome, without.elements) == (Outcome.OK, None)
    other = stolen(native, reference, native.render(OTHER).elements)
    assert other.outcome == Outcome.OK
    for forged, flag in ((without, "untraced"), (other, "tampered")):
        scores = score_pair(reference.png, forged.png, METRICS, (reference.elements, forged.elements))
        assert scores.flags == (flag,)
        assert {scores.metrics[name] for name in ELEMENT_METRICS} == {0.0}
