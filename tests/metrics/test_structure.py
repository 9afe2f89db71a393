"""The element score on programs that draw the same in other words, or something else."""

import numpy as np
import pytest

from stem2code_eval.metrics.structure.compare import compare
from stem2code_eval.metrics.structure.explain import explain
from stem2code_eval.metrics.structure.kernel import agreement

HEAD = """
import numpy as np
import matplotlib.pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
fig, ax = plt.subplots(figsize=({size}, {size}))
ax.set_xlim(-1, 11)
ax.set_ylim(-1, 11)
ax.axis("off")
"""
TRIANGLE = "A, B, C = (1, 1), (9, 2), (4, 8)\n"
LABELS = "for s, (x, y) in zip('ABC', [(0.4, 0.6), (9.6, 1.8), (4, 8.8)]): ax.text(x, y, s, fontsize=14)\n"
PLAIN = TRIANGLE + "ax.plot(*zip(A, B, C, A), 'k-', lw=1.5)\n" + LABELS


@pytest.fixture(scope="module")
def scene(drawn):
    return lambda body, size=5: drawn(HEAD.format(size=size) + body)


@pytest.fixture(scope="module")
def parts(scene):
    return lambda one, other, **size: compare(scene(one), scene(other, **size)).parts


def test_identity_is_exactly_100(parts):
    assert parts(PLAIN, PLAIN) == {"geometry": 100.0, "text": 100.0, "topology": 100.0, "style": 100.0}


@pytest.mark.parametrize(
    "outline",
    [
        "ax.add_patch(Polygon([A, B, C], fill=False, ec='k', lw=1.5))\n",
        "ax.add_collection(LineCollection([[A, B], [B, C], [C, A]], colors='k', linewidths=1.5))\n",
        "for p, q in ((A, B), (C, B), (A, C)): ax.plot(*zip(p, q), color='black', lw=1.5)\n",
        "ax.add_patch(PathPatch(Path([A, B, C, A], closed=True), fc='none', ec='#000', lw=1.5))\n",
        "ax.add_patch(Polygon([A, B, C], fc='white', ec='k', lw=1.5))\n",
        "t = np.linspace(0, 1, 57)[:, None]\n"
        "for p, q in ((A, B), (B, C), (C, A)): ax.plot(*(np.array(p) + t * np.subtract(q, p)).T, 'k', lw=1.5)\n",
        "ax.plot(*zip(A, B, C, A), 'k-', lw=1.5)\nax.plot(*zip(A, B), 'k-', lw=1.5)\n",
        "ax.plot(*zip(A, C), 'r-', lw=3, zorder=-9)\nax.add_patch(Polygon([A, B, C], fc='w', ec='k', lw=1.5))\n"
        "ax.add_patch(Rectangle((0, 0), 10, 10, fc='w', ec='w', zorder=-5))\nax.plot([2, 5], [3, 4], color='w')\n",
    ],
    ids=["polygon", "collection", "pieces", "path", "white inside", "many points", "drawn twice", "hidden things"],
)
def test_representation_does_not_matter(parts, outline):
    found = parts(PLAIN, TRIANGLE + outline + LABELS)
    assert min(found.values()) > 97, found


@pytest.mark.parametrize("pieces", [2, 6, 8])
def test_a_curve_in_pieces_touches_what_the_whole_curve_touches(parts, pieces):
    curve = "x = np.linspace(0, 10, 281)\ny = 5 + 2 * np.cos(2 * x)\nax.plot([-1, 11, 11], [11, 11, -1], 'k')\n"
    curve += "ax.plot([10, 10], [3, 9], 'k')\nax.text(4, 8, 'f')\n"
    cuts = f"cuts = np.linspace(0, 280, {pieces + 1}).astype(int)\n"
    cut = "for i, j in zip(cuts, cuts[1:]): ax.plot(x[i:j + 1], y[i:j + 1], 'k', lw=3)\n"
    found = parts(curve + "ax.plot(x, y, 'k', lw=3)\n", curve + cuts + cut)
    assert min(found.values()) > 99, found


HALF_HIDDEN = (
    "for j, m in enumerate('ov^<>8sp*hHDd'):\n"
    "    for i, fill in enumerate(['full', 'left', 'right', 'none']):\n"
    "        x, y = j % 7 * 1.5, j // 7 * 5 + i\n"
    "        ax.plot([x, x + 0.7], [y, y + 0.5], m + '-', color='r', mec='r', mfcalt='y', ms={k} * 14, mew={k} * 1.5,"
    " lw={k} * 4, fillstyle=fill)\n"
)


@pytest.mark.parametrize("size", [6, 7, 8.5])
def test_what_barely_shows_on_one_canvas_and_not_on_another_is_no_error(parts, size):
    found = parts(HALF_HIDDEN.replace("{k}", "1"), HALF_HIDDEN.replace("{k}", str(size / 5)), size=size)
    assert found["geometry"] > 95, found


def test_what_is_not_drawn_is_missing_also_where_a_pixel_of_it_looks_the_same(parts):
    bars = "for x in range(1, 10): ax.plot([x, x], [2, x / 2 + 3], 'b', lw=1.5)\nax.plot([0, 10], [0, 0], 'k')\n"
    caps = "for x in range(1, 10): ax.plot([x - 0.12, x + 0.12], [2, 2], 'b', lw=0.8)\n"
    assert parts(bars + caps, bars)["geometry"] < 85
    assert parts(bars, bars + caps)["geometry"] < 85
    assert parts(bars + caps, bars + caps.replace("'b'", "'r'"))["style"] < 97


@pytest.mark.parametrize("colour", ["#cccccc", "#dddddd", "#ffcccc", "k"])
@pytest.mark.parametrize("width", [1, 3])
def test_faint_lines_that_a_figure_draws_and_hides_are_missing(parts, colour, width):
    curves = "x = np.linspace(0, 10, 99)\nfor a in (1, 2, 3, -1, -2): ax.plot(x, 5 + a * np.sin(x), 'k', lw=2)\n"
    curves += "ax.plot([-1, 11], [-1, 11], alpha=0)\n"
    lines = f"for at in (2, 4, 7): ax.plot([at, at], [0, 10], color='{colour}', lw={width}, zorder=0)\n"
    cover = "from matplotlib.patches import Rectangle\nax.add_patch(Rectangle((-1, -1), 12, 12, fc='w', zorder=1))\n"
    hidden, absent = parts(curves + lines, curves + lines + cover), parts(curves + lines, curves)
    for metric in ("geometry", "style"):
        assert hidden[metric] <= absent[metric] + 2, metric


def test_the_gaps_of_a_dashed_line_say_nothing_about_its_colour(parts):
    dashed = "for y in (2, 5, 8): ax.plot([0, 10], [y, y], 'r', ls=(0, (3, 6)), lw=4)\nax.plot([0, 10], [0, 0], 'k')\n"
    assert parts(dashed, dashed.replace("'r'", "'g'"))["style"] < 70


def test_a_larger_canvas_does_not_matter(parts, scene):
    larger = PLAIN.replace("lw=1.5", "lw=2.25").replace("fontsize=14", "fontsize=21")
    assert min(parts(PLAIN, larger, size=7.5).values()) > 97


def test_a_thick_line_is_a_thin_bar(parts):
    line = "ax.plot([1, 9], [5, 5], 'k-', lw=12, solid_capstyle='butt')\nax.plot([1, 9], [1, 1], 'k')\n"
    bar = "h = 12 / 72 / (5 * .775) * 12\nax.add_patch(Rectangle((1, 5 - h / 2), 8, h, fc='k', ec='none'))\n"
    assert parts(line, bar + "ax.plot([1, 9], [1, 1], 'k')\n")["geometry"] > 90


def test_filled_areas_are_the_same_in_one_piece_and_in_many(parts):
    whole = "ax.add_patch(Rectangle((1, 1), 8, 8, fc='c', ec='none'))\n"
    pieces = "for i in range(4): ax.add_patch(Rectangle((1 + 2 * i, 1), 2, 8, fc='c', ec='none', antialiased=False))\n"
    found = parts(whole, pieces)
    assert found["geometry"] > 95
    assert found["style"] > 95
    assert parts(whole, whole.replace("'c'", "'none'").replace("'none')", "'c')"))["geometry"] < 90


WRONG = {
    "a label missing": (PLAIN.replace("'ABC'", "'AB'"), "text", 80),
    "labels swapped": (PLAIN.replace("'ABC'", "'BAC'"), "text", 70),
    "a label changed": (PLAIN.replace("'ABC'", "'ABD'"), "text", 75),
    "a vertex moved": (PLAIN.replace("C = (1, 1), (9, 2), (4, 8)", "C = (1, 1), (9, 2), (6, 8)"), "geometry", 75),
    "a side missing": (PLAIN.replace("zip(A, B, C, A)", "zip(A, B, C)"), "geometry", 80),
    "a line too many": (PLAIN + "ax.plot([1, 6.5], [1, 5], 'k-')\n", "geometry", 85),
    "dashed": (PLAIN.replace("'k-'", "'k--'"), "style", 75),
    "red": (PLAIN.replace("'k-'", "'r-'"), "style", 75),
    "mirrored": (PLAIN.replace("set_xlim(-1, 11)", "x") + "ax.invert_xaxis()\n", "geometry", 60),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_costs(parts, name):
    body, part, most = WRONG[name]
    found = parts(PLAIN, body)
    assert found[part] < most, found


def test_the_amount_of_damage_decides(parts):
    sizes = [2, 3, 4, 6, 8]
    scores = [parts(PLAIN, PLAIN.replace("(4, 8)", f"({4 + size / 2}, 8)"))["geometry"] for size in (0, *sizes)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_another_figure_is_another_figure(parts):
    circles = "for r in (1, 2, 4): ax.add_patch(Circle((5, 5), r, fill=False))\nax.text(5, 5, 'O')\n"
    found = parts(PLAIN, circles)
    assert found["text"] == 0
    assert found["geometry"] < 25


def test_topology_of_labels_is_told_by_what_they_name(parts):
    square = "ax.plot([1, 9, 9, 1, 1], [1, 1, 9, 9, 1], 'k')\nfor s, x, y in zip('PQRS', {}, {}): ax.text(x, y, s)\n"
    right = square.format([0.4, 9.3, 9.3, 0.4], [0.6, 0.6, 9.2, 9.2])
    turned = square.format([9.3, 9.3, 0.4, 0.4], [0.6, 9.2, 9.2, 0.6])
    assert parts(right, right)["topology"] == 100
    assert parts(right, turned)["topology"] < 80


def test_explanations_name_every_thing(scene):
    wrong = (
        TRIANGLE
        + "ax.plot(*zip(A, B, C), 'k-', lw=1.5)\nax.plot([6, 9.5], [8, 9.5], 'k-')\n"
        + LABELS.replace("'ABC'", "'ABX'")
    )
    one, other = scene(PLAIN), scene(wrong)
    told = explain(compare(one, other), one, other)
    states = [[(item["kind"], item["state"]) for item in told[side]["items"]] for side in ("reference", "candidate")]
    assert states[0].count(("stroke", "matched")) == 2
    assert ("stroke", "missing") in states[0] or ("stroke", "moved") in states[0]
    assert states[0].count(("text", "mislabelled")) == 1
    assert ("stroke", "extra") in states[1] or ("stroke", "moved") in states[1]
    ids = [item["id"] for item in told["reference"]["items"]]
    assert len(set(ids)) == len(ids)
    (label,) = [item for item in told["reference"]["items"] if item["state"] == "mislabelled"]
    assert label["text"] == "C"
    assert label["note"] == "'X' instead of 'C'"
    assert label["partner"] in [item["id"] for item in told["candidate"]["items"]]
    for side in ("reference", "candidate"):
        for item in told[side]["items"]:
            assert all(0 <= number <= 760 for line in item["lines"] for number in line), item


def test_explanation_of_the_same_figure_is_all_matched(scene):
    one = scene(PLAIN)
    told = explain(compare(one, one), one, one)
    assert {item["state"] for side in ("reference", "candidate") for item in told[side]["items"]} == {"matched"}


CROSS = "ax.plot([1, 9], [5, 5], 'k')\nax.plot([5, 5], [1, 5], 'k')\n"
HEADS = "for x in range(1, 10): ax.add_patch(Polygon([(x, 2), (x + 0.2, 8), (x - 0.2, 8)], fc={!r}, ec='none'))\n"


def test_what_touches_a_line_touches_it_also_when_it_is_drawn_in_pieces(parts):
    pieces = "ax.plot([1, 2.3], [5, 5], 'k')\nax.plot([9, 2.3], [5, 5], 'k')\nax.plot([5, 5], [1, 5], 'k')\n"
    for one, other in ((CROSS, pieces), (pieces, CROSS)):
        assert parts(one, other)["topology"] == 100.0


def test_hundreds_of_lines_that_touch_are_themselves(parts):
    arrows = (
        "x, y = np.meshgrid(np.arange(0.5, 9.9, 0.3), np.arange(0.5, 9.9, 0.3))\nax.quiver(x, y, x, y, color='k')\n"
    )
    lines = "ax.add_collection(LineCollection([[(x, 1), (11 - x, 9)] for x in np.linspace(1, 9, 160)], colors='k'))\n"
    for body in (arrows, lines):
        assert set(parts(body, body).values()) - {None} == {100.0}


def test_thin_areas_have_a_colour(parts):
    found = parts(HEADS.format("tab:red"), HEADS.format("tab:blue"))
    assert found["geometry"] > 99
    assert found["style"] < 40


def test_one_vertex_out_of_place_stands_out_of_an_exact_drawing_and_not_of_a_rough_one(parts, scene):
    square = "ax.plot([1, 9, 9, 1, 1], [1, 1, 9, {y}, 1], 'k')\n"
    exact, moved = square.format(y=9), square.format(y=8.8)
    assert parts(exact, moved)["geometry"] < 97
    told = explain(compare(scene(exact), scene(moved)), scene(exact), scene(moved))["reference"]["items"]
    assert "moved" in {item["state"] for item in told}, told
    rough = "t = np.linspace(0, 1, 200)\nax.plot(1 + 8 * t, 5 + np.sin(9 * t) * {a}, 'k')\n"
    found = parts(rough.format(a=2.0), rough.format(a=2.1))["geometry"]
    assert found > 90, "everything is a little off, and nothing more than the rest"


def test_the_canvas_is_free_within_reason(scene):
    def layout(body, **size):
        return compare(scene(PLAIN), scene(body, **size)).layout

    tight = PLAIN + "ax.set_position((0, 0, 1, 1))\nax.set_xlim(0, 10)\nax.set_ylim(0, 10)\n"
    wide = PLAIN + "ax.set_position((0.2, 0.2, 0.6, 0.6))\n"
    lost = PLAIN + "ax.set_position((0.02, 0.02, 0.2, 0.2))\n"
    assert layout(tight) == layout(wide) == layout(PLAIN, size=8) == 100.0
    assert layout(lost) < 20


def test_relations_of_one_figure_alone_decide_when_the_other_has_none():
    nothing = np.zeros(0)
    assert agreement(nothing, nothing, np.ones(2), np.ones(2)) == 1.0
    assert agreement(nothing, nothing, np.zeros(2), np.ones(2)) == 0.0
    assert agreement(np.zeros(2), np.ones(2), nothing, nothing) == 0.0


def test_one_wrong_character_of_a_long_label_is_an_error(parts):
    label = "ax.text(1, 5, '2013-01-01 12:00', fontsize=14)\nax.plot([1, 9], [1, 2], 'k')\n"
    assert parts(label, label.replace("2013", "2053"))["text"] < 90
