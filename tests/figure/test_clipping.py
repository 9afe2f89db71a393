"""Of a line that leaves its own clip only what is inside may show, whatever else is drawn outside."""

import numpy as np
import pytest

from stem2code_eval.metrics.structure.compare import compare

PANELS = """
import numpy as np
import matplotlib.pyplot as plt
from matplotlib.patches import Circle
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4))
for ax in (left, right):
    ax.set(xlim=(0, 10), ylim=(0, 10))
"""


@pytest.fixture(scope="module")
def scene(drawn):
    return lambda body: drawn(PANELS + body)


def blue(scene, right=False):
    """Return how far blue lines reach across in either panel, as a share of the picture."""
    across = scene.samples.points[(scene.line_colours == (0, 0, 255)).all(axis=1), 0] / scene.width
    across = across[(across > 0.5) == right]
    return float(np.ptp(across)) if len(across) else 0.0


def test_what_is_clipped_off_does_not_show_where_another_panel_has_a_line(scene):
    line = "left.plot([-100, 100], [5 + {0}, 5 + {0}], 'b', lw=2)\n"
    short = "right.plot([4, 6], [5, 5], 'b', lw=2)\nright.plot([2, 8], [5.15, 5.15], 'b', lw=2)\n"
    one, other = scene(short + line.format(0)), scene(short + line.format(0.03))
    assert blue(one, right=True) == pytest.approx(blue(scene(short), right=True), abs=0.01)
    parts = compare(one, other).parts
    assert min(parts["geometry"], parts["topology"], parts["style"]) > 99, parts
    assert compare(one, scene(short)).parts["geometry"] < 80


def test_most_of_a_line_may_be_clipped_off(scene):
    assert blue(scene("left.plot([-400, 400], [5, 5], 'b', lw=2)\n")) > 0.3


def test_a_line_along_the_edge_of_its_panel_shows_half(scene):
    assert blue(scene("left.plot([0, 10], [10, 10], 'b', lw=6)\nleft.axis('off')\n")) > 0.3


def test_a_clip_that_is_no_box_cuts_as_well(scene):
    cut = "line, = left.plot([0, 10], [5, 5], 'b', lw=2)\n"
    cut += "line.set_clip_path(Circle((3, 5), 2, transform=left.transData))\n"
    whole, disc = blue(scene("left.plot([0, 10], [5, 5], 'b', lw=2)\n")), blue(scene(cut))
    assert disc == pytest.approx(0.4 * whole, abs=0.02)
    other = "left.plot([6, 9], [5.02, 5.02], 'b', lw=2)\n"
    assert scene(cut + other).strokes == scene(cut).strokes + 1


@pytest.mark.parametrize("aside", [0, 0.0003, 0.0007, 0.0011])
def test_lines_along_every_edge_of_their_panel_show_wherever_pixels_begin(scene, aside):
    frame = "left.axis('off')\nleft.plot([0, 10, 10, 0, 0], [0, 0, 10, 10, 0], 'b', lw=1.5)\nright.remove()\n"
    frame += "fig.set_size_inches(5, 5)\n"
    found = scene(frame + f"left.set_position([0.05 + {aside}, 0.05 + {aside}, 0.9, 0.9])\n")
    assert np.ptp(found.samples.points, axis=0) == pytest.approx([0.9 * found.width] * 2, rel=0.002)
