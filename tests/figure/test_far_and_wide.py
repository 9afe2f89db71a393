"""What reaches far beyond the canvas, what is dashed in a wide line, and letters that fill their box."""

import numpy as np
import pytest

from stem2code_eval.metrics.structure.align import align
from stem2code_eval.metrics.structure.compare import compare

PANEL = """
import numpy as np
import matplotlib.pyplot as plt
fig = plt.figure(figsize=(5, 5))
ax = fig.add_axes([0.1, 0.1, 0.8, 0.8])
ax.set(xlim=(0, 10), ylim=(0, 10))
"""


@pytest.fixture(scope="module")
def scene(drawn):
    return lambda body: drawn(PANEL + body)


@pytest.mark.parametrize("far", [1e4, 1e9, 1e30])
def test_lines_that_reach_far_beyond_the_canvas_take_no_samples_of_others(scene, far):
    waves = "x = np.linspace(0, 10, 200)\nax.plot(x, 5 + 3 * np.sin(x), 'k')\n"
    spikes = f"ax.fill_between(x, 1 + np.sin(3 * x), np.where(np.sin(3 * x) < 0, -{far}, 0))\n"
    near, both = scene(waves), scene(waves + spikes)
    black = (both.line_colours == 0).all(axis=1) & (both.line_widths > 0)
    assert black.sum() == pytest.approx(len(near.samples), abs=0.15 * len(near.samples))
    moved = scene(waves + spikes + "ax.set_position([0.11, 0.105, 0.8, 0.8])\n")
    assert compare(both, moved).parts["geometry"] > 98


def test_a_line_that_enters_the_canvas_twice_is_cut_between(scene):
    found = scene("ax.plot([2, 2, 8, 8], [5, -1e6, -1e6, 5], 'b', lw=2)\n")
    blue = (found.line_colours == (0, 0, 255)).all(axis=1)
    assert len(np.unique(found.samples.stroke[blue])) == 2
    assert np.ptp(found.samples.points[blue, 0]) == pytest.approx(0.6 * 0.8 * found.width, rel=0.02)


def test_narrow_gaps_of_a_wide_line_are_dashes(scene):
    wide = "ax.plot([1, 9], [5, 6], 'g', lw=40, dashes={})\n"
    solid, dashed = scene(wide.format("(None, None)")), scene(wide.format("(0.1, 0.08)"))
    assert compare(solid, dashed).parts["style"] < 60
    thin = "ax.plot([1, 9], [5, 6], 'g', lw=1, dashes={})\n"
    solid, dashed = scene(thin.format("(None, None)")), scene(thin.format("(3, 0.25)"))
    assert compare(solid, dashed).parts["style"] > 99


def test_letters_that_fill_their_box_show_and_hidden_ones_do_not(scene):
    letters = "ax.axis('off')\nax.text(5, 5, '\\u25a0\\u25a0\\u25a0', size=40)\n"
    assert [label.writing.text for label in scene(letters).labels] == ["\u25a0\u25a0\u25a0"]
    hidden = "ax.axis('off')\nax.axvspan(4, 6, 0.4, 0.6, fc='k')\nax.text(4.5, 5, 'hidden', size=8)\n"
    assert scene(hidden).labels == []


def test_a_line_that_runs_off_one_canvas_farther_than_off_the_other_moves_nothing(scene):
    drawing = (
        "for x in (2, 4, 6): ax.plot([x, x], [0, 10], 'k', lw=4)\nax.plot([1, 9], [3, 3.5], 'r')\n"
        "ax.plot([5, 5], [2, 40], 'b', lw=3, clip_on=False)\n"
    )
    taller = "fig.set_size_inches(5, 5.2)\nax.set_position([0.1, 0.5 / 5.2, 0.8, 4 / 5.2])\n"
    one, other = scene(drawing), scene(drawing + taller)
    fixed, moved = align(one, other)
    corners = np.array([[0.1, 0.1], [0.9, 0.9]]) * 5
    place = fixed(np.column_stack([corners[:, 0], 5 - corners[:, 1]]) * one.width / 5)
    there = moved(np.column_stack([corners[:, 0], 5.2 - corners[:, 1]]) * other.width / 5)
    assert np.abs(place - there).max() < 0.002
