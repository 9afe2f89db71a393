"""Places that are smaller than a filling and no line: an emptied corner of a colour bar, one thin bar among many."""

import numpy as np
import pytest

from stem2code_eval.metrics.structure.compare import compare
from stem2code_eval.metrics.structure.explain import explain

HEAD = """
import numpy as np
import matplotlib.pyplot as plt
from matplotlib.patches import Polygon, Rectangle
fig = plt.figure(figsize=({size}, {size}))
ax = fig.add_axes([0.05, 0.05, 0.9, 0.9])
ax.set(xlim=(0, 100), ylim=(0, 100))
ax.axis("off")
ax.plot([0, 100, 100, 0, 0], [0, 0, 100, 100, 0], "k")
"""
BAR = """
for n, colour in enumerate(["#440154", "#31688e", "#35b779"]):
    ax.add_patch(Rectangle((90, 20 + 20 * n), 3, 20, fc=colour, ec="none"))
ax.add_patch(Polygon([(90, 80), (93, 80), (91.5, 84)], fc={tip!r}, ec="none"))
ax.plot([90, 93, 93, 91.5, 90, 90], [20, 20, 80, 84, 80, 20], "k", lw=0.8)
"""
STRIPES = """
for n in range(80):
    if n not in {without}:
        ax.add_patch(Rectangle((10 + n, 10), 1, 20 + n / 2, fc={colours}[n], ec="k", lw=0.6))
"""


@pytest.fixture(scope="module")
def compared(drawn):
    def compare_them(one, other, size=5):
        scenes = drawn(HEAD.format(size=5) + one), drawn(HEAD.format(size=size) + other)
        return compare(*scenes), scenes

    return compare_them


def stripes(without=(), magenta=()):
    colours = ["#ff00ff" if n in magenta else "#008000" for n in range(80)]
    return STRIPES.format(without=set(without) or "()", colours=colours)


def test_an_emptied_tip_of_a_colour_bar_is_missing(compared):
    found, scenes = compared(BAR.format(tip="#fde725"), BAR.format(tip="none"))
    assert 80 < found.parts["geometry"] < 97
    items = explain(found, *scenes)["reference"]["items"]
    assert [item["state"] for item in items if item["kind"] == "filling" and item["score"] < 0.5] == ["missing"]
    assert compared(BAR.format(tip="none"), BAR.format(tip="#fde725"))[0].parts["geometry"] < 97


def test_a_tip_in_another_colour_is_restyled(compared):
    found, scenes = compared(BAR.format(tip="#fde725"), BAR.format(tip="#d62728"))
    assert found.parts["geometry"] == 100
    assert found.parts["style"] < 97
    assert "restyled" in [item["state"] for item in explain(found, *scenes)["reference"]["items"]]


def test_one_thin_bar_of_many_is_missed_and_one_in_another_colour_seen(compared):
    assert compared(stripes(), stripes(without=[40]))[0].parts["geometry"] < 97
    assert compared(stripes(), stripes(magenta=[40]))[0].parts["style"] < 97


@pytest.mark.parametrize("size", [3.5, 5, 8])
@pytest.mark.parametrize("body", [BAR.format(tip="#fde725"), stripes(), stripes(magenta=[3, 40])])
def test_another_canvas_shows_no_such_place(compared, body, size):
    scaled = f"""
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
for kind in (Line2D, Patch):
    def scaled(self, width, old=kind.set_linewidth):
        old(self, (plt.rcParams["patch.linewidth"] if width is None else width) * {size} / 5)
    kind.set_linewidth = scaled
"""
    found, _ = compared(body, scaled + body, size)
    spots = found.geometry.spots
    assert [len(each.weight) for each in (spots.lost, spots.extra, spots.recoloured)] == [0, 0, 0]


def test_pixels_are_not_compared_where_lines_do_not_agree(compared):
    rough = (
        "rng = np.random.default_rng(0)\nfor y in range(5, 85, 4): ax.plot([5, 85], y + {} * rng.normal(size=2), 'b')\n"
    )
    lines = rough.format(0) + BAR.format(tip="#fde725"), rough.format(1.5) + BAR.format(tip="none")
    assert len(compared(*lines)[0].geometry.spots.lost.weight) == 0
    lines = rough.format(0) + BAR.format(tip="#fde725"), rough.format(0.05) + BAR.format(tip="none")
    lost = compared(*lines)[0].geometry.spots.lost
    assert np.square(lost.weight).round(3).tolist() == pytest.approx([0.025], abs=0.012)


def places(found):
    spots = found.geometry.spots
    return [len(each.weight) for each in (spots.lost, spots.extra, spots.recoloured)]


def test_where_a_dash_begins_is_no_matter(compared):
    dashes = "for n in range(5, 95, 10): ax.plot([5, 95], [n, n + 3], 'r', lw=8, dashes=(1.5, 1.5), zorder=0)\n" + BAR
    moved = dashes.replace("(1.5, 1.5)", "(1.5, 1.5), gapcolor='none'") + (
        "for line in ax.lines[1:-1]: line.set_linestyle((12, (12, 12)))\n"
    )
    assert places(compared(dashes.format(tip="#fde725"), moved.format(tip="#fde725"))[0]) == [0, 0, 0]
    assert places(compared(dashes.format(tip="#fde725"), moved.format(tip="none"))[0]) == [1, 0, 0]


def test_thin_lines_that_cross_are_the_same_wherever_pixels_begin(compared):
    mesh = (
        "from matplotlib.collections import LineCollection\n"
        "rng = np.random.default_rng(3)\n"
        "ends = [(0, t) for t in rng.uniform(0, 100, 30)], [(100, t) for t in rng.uniform(0, 100, 30)]\n"
        "ax.add_collection(LineCollection(list(zip(*ends)), colors='k', lw=1))\n"
    )
    aside = mesh + "ax.set_position([0.0507, 0.0507, 0.9, 0.9])\n"
    found, _ = compared(mesh, aside)
    assert places(found) == [0, 0, 0]
    assert found.parts["geometry"] > 99


def test_cells_of_a_small_picture_are_larger(compared):
    shades = "ax.imshow([[0.1, 0.6], [0.9, 0.3]], extent=(10, 90, 10, 90), aspect='auto')\n"
    shades += "ax.set(xlim=(0, 100), ylim=(0, 100))\n"
    for size in (1.4, 1.7, 2.1):
        assert places(compared(shades, shades, size)[0]) == [0, 0, 0]


def test_what_lies_beyond_the_reference_s_canvas_is_not_looked_for(compared):
    line = "ax.plot([50, 50], [50, 140], 'b', lw=4, clip_on=False, zorder=5)\n"
    wider = line + "fig.set_size_inches(5, 5.2)\nax.set_position([0.05, 0.05 * 5 / 5.2, 0.9, 0.9 * 5 / 5.2])\n"
    found, _ = compared(line, wider)
    assert places(found) == [0, 0, 0]
    assert found.parts["geometry"] > 95


OUTLINED = """
from matplotlib.textpath import TextPath
from matplotlib.patches import PathPatch
letters = TextPath((0, 0), "IMHL", size=16)
box = letters.get_extents()
place = (30 - box.x0, 40 - box.y0)
if {outlined}:
    from matplotlib.transforms import Affine2D
    ax.add_patch(PathPatch(letters.transformed(Affine2D().translate(*place)), fc="k", ec="none"))
else:
    ax.text(*place, "IMHL", fontsize=16 * 0.9 * 5 * 72 / 100, va="baseline")
"""


def test_letters_as_outlines_are_not_charged_as_places(compared):
    texts = "ax.plot([5, 95, 50, 5], [5, 5, 90, 5], 'b')\n" + OUTLINED
    for one, other in ((False, True), (True, False)):
        found, _ = compared(texts.format(outlined=one), texts.format(outlined=other))
        assert places(found) == [0, 0, 0]
        assert found.parts["geometry"] > 90


@pytest.mark.parametrize(
    "covered",
    [
        "ax.plot([89, 94], [82, 82], 'w', lw=30, dashes=(0.2, 0.1))\n",
        "for line in ax.lines: line.set_linestyle((0, (3, 1)))\n",
        "ax.text(89, 81, 'tip', color='#fde725')\n",
        "for n in range(9): ax.plot([89.5 + n / 2], [81], 's', color='#fde725', ms=1)\n",
    ],
)
def test_what_hides_a_place_costs_as_much(compared, covered):
    """A lost tip is not made good by dashes or a text over its place, nor by specks of its colour."""
    whole, emptied = BAR.format(tip="#fde725"), BAR.format(tip="none")
    honest = compared(whole, emptied)[0].elements
    assert compared(whole, emptied + covered)[0].elements < honest + 0.5
