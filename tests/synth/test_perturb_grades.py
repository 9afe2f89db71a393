"""Damage grows with the grade and keeps what the grade before did: seen on the figures themselves."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from perturb_programs import CIRCLES, PANELS, TRIANGLE, delivered

from stem2code_eval.synth.perturb.edits.canvas import add_margin, crop, scale_canvas
from stem2code_eval.synth.perturb.edits.count import change_count
from stem2code_eval.synth.perturb.edits.extra import add_strays
from stem2code_eval.synth.perturb.edits.ink import differs, small_picture
from stem2code_eval.synth.perturb.edits.labels import change_labels, hide_labels, labels_of, other_text, swap_labels
from stem2code_eval.synth.perturb.edits.missing import leave_out
from stem2code_eval.synth.perturb.edits.parts import shapes_of, take_by_share
from stem2code_eval.synth.perturb.edits.patches import patches_to_polygons
from stem2code_eval.synth.perturb.edits.rewire import rewire
from stem2code_eval.synth.perturb.edits.stacking import restack
from stem2code_eval.synth.perturb.edits.style import recolour, switch_dashes
from stem2code_eval.synth.perturb.edits.vertices import move_vertex
from stem2code_eval.synth.perturb.edits.whole import mirror, stretch

GRADES = range(1, 6)
Draw = Callable[[str], Figure]


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Draw:
    return lambda program: delivered(program, monkeypatch)[0]


def ends(figure: Figure) -> list[Any]:
    return [np.round(line.get_xydata(), 9).tolist() for line in figure.axes[0].lines]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("seed", range(4))
def test_a_vertex_moves_farther_in_one_direction_with_all_its_lines(draw: Draw, seed: int) -> None:
    original = np.array(ends(draw(TRIANGLE)))
    moves = []
    for grade in GRADES:
        figure = draw(TRIANGLE)
        move_vertex(figure, grade, seed)
        changes = (np.array(ends(figure)) - original).reshape(-1, 2)
        moved = changes[np.abs(changes).max(axis=1) > 1e-6]
        place = original.reshape(-1, 2)[np.abs(changes).max(axis=1) > 1e-6]
        assert len(moved) == 1 + (np.abs(original.reshape(-1, 2) - place[0]).max(axis=1) < 1e-6).sum() - 1
        assert np.ptp(moved, axis=0) == pytest.approx([0, 0], abs=1e-6)
        moves.append(moved[0])
    lengths = np.hypot(*np.array(moves).T)
    assert lengths / lengths[0] == pytest.approx([1, 1.6, 2.4, 4, 6.4], rel=1e-3)
    assert np.array(moves) / lengths[:, None] == pytest.approx(np.tile(moves[0] / lengths[0], (5, 1)), abs=1e-3)


@pytest.mark.parametrize("shares", [[0.02] * 50, [0.5, 0.3, 0.1, 0.05, 0.05], [1.0], [0.001, 0.9], []])
def test_the_parts_of_a_grade_are_among_those_of_the_next(shares: list[float]) -> None:
    limits = (0.06, 0.17, 0.38, 0.68, 1.0)
    for seed in range(10):
        before: set[int] = set()
        for grade in GRADES:
            taken = set(take_by_share(shares, grade, seed))
            if taken:
                assert taken > before
                usable = sum(share for share in shares if share >= 0.002)
                assert sum(shares[at] for at in taken) / usable <= limits[grade - 1] + 1e-6
                before = taken
        assert bool(before) == any(share >= 0.002 for share in shares)


def changed_by(
    draw: Draw, program: str, edit: Callable[..., None], look: Callable[[Figure], list[Any]]
) -> list[set[int]]:
    """Return, for each grade, which of what `look` sees is changed by the edit."""
    original = look(draw(program))
    found = []
    for grade in GRADES:
        figure = draw(program)
        edit(figure, grade, 5)
        found.append({at for at, (old, new) in enumerate(zip(original, look(figure), strict=False)) if old != new})
    return found


def assert_nested(found: list[set[int]]) -> None:
    effective = [changed for changed in found if changed]
    assert len(effective) >= 2
    for smaller, larger in pairwise(effective):
        assert smaller < larger


LINES_AND_TEXTS = "\n".join(
    [
        "import matplotlib.pyplot as plt",
        "fig, ax = plt.subplots()",
        "for k in range(20):",
        "    ax.plot([k, k], [0, 10], 'k-', lw=2)",
        "for k in range(12):",
        "    ax.text(2 * k, 11, 'abcdefghijkl'[k])",
        "ax.axis('off')",
    ]
)


@pytest.mark.parametrize(
    ("edit", "look"),
    [
        (leave_out, lambda figure: [line.get_visible() for line in figure.axes[0].lines]),
        (recolour, lambda figure: [art.get_color() for art in (*figure.axes[0].lines, *figure.axes[0].texts)]),
        (switch_dashes, lambda figure: [line.get_linestyle() for line in figure.axes[0].lines]),
        (rewire, ends),
        (change_count, lambda figure: [line.get_visible() for line in figure.axes[0].lines]),
        (change_labels, texts),
        (swap_labels, texts),
        (hide_labels, texts),
    ],
)
def test_damage_is_nested(draw: Draw, edit: Callable[..., None], look: Callable[[Figure], list[Any]]) -> None:
    assert_nested(changed_by(draw, LINES_AND_TEXTS, edit, look))


def test_strays_are_added_to_those_of_the_grade_before(draw: Draw) -> None:
    before: list[Any] = []
    for grade in GRADES:
        figure = draw(TRIANGLE)
        add_strays(figure, grade, 0)
        strays = [line.get_xydata().tolist() for line in figure.artists if isinstance(line, Line2D)]
        assert strays[: len(before)] == before
        assert len(figure.artists) + len(figure.texts) == (1, 2, 3, 6, 10)[grade - 1]
        before = strays


def test_a_label_loses_one_character_then_all(draw: Draw) -> None:
    plain, changed = texts(draw(TRIANGLE)), []
    for grade in (1, 2, 5):
        figure = draw(TRIANGLE)
        change_labels(figure, grade, 0)
        changed.append([(old, new) for old, new in zip(plain, texts(figure), strict=True) if old != new])
    assert len(changed[0]) == 1
    assert len(changed[2]) == 4
    [(old, new)] = changed[0]
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


@pytest.mark.parametrize(
    ("text", "kept"), [(r"$\frac{a}{b}$", r"\frac"), (r"$\angle ABC$", r"\angle"), ("$x_1$", "_"), (r"\$5", r"\$")]
)
def test_commands_of_mathtext_stay(text: str, kept: str) -> None:
    other = other_text(text, 0, 1000)
    assert kept in other
    assert len(other) == len(text)
    assert other != text
    plt.close("all")
    plt.figure().text(0, 0, other)
    plt.gcf().draw_without_rendering()


def test_every_label_can_be_changed(draw: Draw) -> None:
    for text in ("A", "7", "阴影", "é", "...", r"$\alpha$", "Ω"):
        assert other_text(text, 0, 1) != text


def test_tick_labels_and_legends_are_labels_too(draw: Draw) -> None:
    figure = draw(PANELS)
    seen = {label.text for label in labels_of(figure)}
    assert {"série", "zwei Bilder 图", "0.5"} <= seen
    hide_labels(figure, 5, 0)
    assert not labels_of(figure)


@pytest.mark.parametrize("seed", range(3))
def test_an_edge_is_rewired_to_where_another_ends_and_over_blank_paper(draw: Draw, seed: int) -> None:
    figure = draw(TRIANGLE.replace("(2, 0))]", "(2, 0)), ((0, 3), (0, 1.5)), ((3, 3), (4, 3))]"))
    known = {tuple(point) for line in ends(figure) for point in line}
    rewire(figure, 5, seed)
    moved = {tuple(np.round(point, 6)) for line in ends(figure) for point in line}
    assert moved <= {tuple(np.round(point, 6)) for point in known}


def test_mirroring_is_about_the_middle_and_follows_the_resolution(draw: Draw) -> None:
    plain = small_picture(draw(TRIANGLE.replace("fontsize=14", "fontsize=14, alpha=0")))
    figure = draw(TRIANGLE.replace("fontsize=14", "fontsize=14, alpha=0"))
    mirror(figure, 5, 0)
    for dpi in (100, 150):
        figure.set_dpi(dpi)
        turned = small_picture(figure)
        columns = [np.flatnonzero((picture < 128).any(axis=(0, 2))) for picture in (plain, turned[:, ::-1])]
        shift = columns[0][0] - columns[1][0]
        assert differs(plain, np.roll(turned[:, ::-1], shift, axis=1)).mean() < 0.01
        assert abs(columns[0][0] - np.flatnonzero((turned < 128).any(axis=(0, 2)))[0]) <= 2


def test_stretching_widens_the_drawing_as_much_as_the_canvas(draw: Draw) -> None:
    for grade, factor in zip(GRADES, (1.06, 1.12, 1.22, 1.38, 1.6), strict=True):
        figure = draw(TRIANGLE)
        before = figure.axes[0].get_window_extent()
        figure.draw_without_rendering()
        before = figure.axes[0].get_window_extent().frozen()
        stretch(figure, grade)
        figure.draw_without_rendering()
        after = figure.axes[0].get_window_extent()
        assert after.width / before.width == pytest.approx(factor)
        assert after.height == pytest.approx(before.height)


def test_restacking_covers_what_was_on_top(draw: Draw) -> None:
    plain, changed = small_picture(draw(CIRCLES)), []
    for grade in GRADES:
        figure = draw(CIRCLES)
        restack(figure, grade, 0)
        changed.append(int(differs(plain, small_picture(figure)).sum()))
    assert max(changed) > 20
    flat = draw(TRIANGLE)
    plain = small_picture(flat)
    restack(flat, 5, 0)
    assert not differs(plain, small_picture(flat)).any()


def test_a_grade_without_anything_to_take_leaves_the_picture(draw: Draw) -> None:
    one_line = "import matplotlib.pyplot as plt\nplt.plot([0, 1], [0, 1])\nplt.axis('off')\n"
    plain = small_picture(draw(one_line))
    for grade in GRADES:
        figure = draw(one_line)
        leave_out(figure, grade, 0)
        assert bool(differs(plain, small_picture(figure)).any()) == (grade == 5)


def test_a_scaled_canvas_shows_the_same_at_the_same_number_of_pixels(draw: Draw) -> None:
    plain = small_picture(draw(TRIANGLE))
    figure = draw(TRIANGLE)
    scale_canvas(figure, 1.6)
    assert figure.get_size_inches() == pytest.approx([6.4, 6.4])
    assert differs(plain, small_picture(figure)).mean() < 0.003


def test_margins_move_nothing_on_the_paper(draw: Draw) -> None:
    figure = draw(TRIANGLE)
    figure.draw_without_rendering()
    before = figure.axes[0].get_window_extent().frozen()
    add_margin(figure, 0.1)
    figure.draw_without_rendering()
    after = figure.axes[0].get_window_extent()
    assert (after.width, after.height) == pytest.approx((before.width, before.height))
    assert after.x0 - before.x0 == pytest.approx(40)
    crop(figure)
    assert max(figure.get_size_inches()) < 4


def test_margins_keep_twins_and_what_is_drawn_on_the_figure_in_place(draw: Draw) -> None:
    program = (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.twinx().plot([0, 1], [3, 1])\n"
        "fig.add_artist(plt.Line2D([0.1, 0.9], [0.1, 0.9]))\nfig.text(0.5, 0.05, 'below')\n"
    )
    plain, figure = draw(program), draw(program)
    before = [artist.get_window_extent() for artist in (*plain.axes, *plain.artists, *plain.texts)]
    add_margin(figure, 0.1)
    after = [artist.get_window_extent() for artist in (*figure.axes, *figure.artists, *figure.texts)]
    assert [(new.x0 - old.x0, new.x1 - old.x1) for old, new in zip(before, after, strict=True)] == [
        pytest.approx((64, 64), abs=0.01)
    ] * 4


def test_patches_become_polygons_of_the_same_outline_on_any_scale(draw: Draw) -> None:
    program = (
        "import matplotlib.pyplot as plt\nfrom matplotlib.patches import Circle\nfig, ax = plt.subplots()\n"
        "ax.axhspan(2, 5)\nax.bar([1, 2], [3, 40])\nax.add_patch(Circle((1.5, 60), 0.3))\nax.set_yscale('log')\n"
    )
    plain, figure = small_picture(draw(program)), draw(program)
    patches_to_polygons(figure)
    assert {type(patch).__name__ for patch in figure.axes[0].patches} == {"Polygon"}
    assert differs(plain, small_picture(figure)).sum() < 10


def test_shapes_are_lines_patches_and_arrows_but_no_background(draw: Draw) -> None:
    assert len(shapes_of(draw(CIRCLES))) == 8
    assert all(isinstance(shape, Line2D) for shape in shapes_of(draw(TRIANGLE)))


def test_a_scaled_canvas_scales_sizes_of_collections_and_ticks_of_axis_artists(draw: Draw) -> None:
    program = (
        "import matplotlib as mpl\nimport matplotlib.pyplot as plt\n"
        "from mpl_toolkits.axisartist.axis_artist import Ticks\n"
        "fig, ax = plt.subplots(figsize=(4, 4))\nax.set(xlim=(0, 10), ylim=(0, 10))\n"
        "ax.add_collection(mpl.collections.RegularPolyCollection(4, sizes=(900,), offsets=[(3, 3)],"
        " offset_transform=ax.transData))\n"
        "ticks = Ticks(ticksize=40, axis=ax.xaxis)\nticks.set_locs_angles([((0.5, 0.5), 30)])\nax.add_artist(ticks)\n"
    )
    plain = small_picture(draw(program))
    figure = draw(program)
    scale_canvas(figure, 1.6)
    assert differs(plain, small_picture(figure)).mean() < 0.003


def test_a_scaled_canvas_scales_offsets_that_are_in_pixels(draw: Draw) -> None:
    figure = draw(
        "import matplotlib as mpl\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
        "discs = mpl.collections.PatchCollection([plt.Circle((0.5, 0.5), 0.1)])\n"
        "discs.set_offsets([(60, 40)])\nax.add_collection(discs)\nax.scatter([0.3], [0.2])\n"
    )
    scale_canvas(figure, 1.6)
    discs, dots = figure.axes[0].collections
    assert discs.get_offsets().tolist() == [[96, 64]]
    assert dots.get_offsets().tolist() == [[0.3, 0.2]]


@pytest.mark.parametrize("follows_width", [True, False])
def test_a_scaled_canvas_scales_dashes(draw: Draw, follows_width: bool) -> None:
    figure = draw(
        "import matplotlib.pyplot as plt\nfrom matplotlib.collections import LineCollection\n"
        f"plt.rcParams['lines.scale_dashes'] = {follows_width}\nfig, ax = plt.subplots()\n"
        "ax.plot([0, 1], [0, 1], '--', lw=2)\nax.add_patch(plt.Circle((0.5, 0.5), 0.1, ls=':', lw=2))\n"
        "ax.add_collection(LineCollection([[(0, 1), (1, 0)], [(0, 0), (1, 0)]], linestyles=['-.', '-'], lw=2))\n"
    )
    artists = [*figure.axes[0].lines, *figure.axes[0].patches]
    lines: Any = figure.axes[0].collections[0]
    before = [*(artist._dash_pattern for artist in artists), *lines._linestyles]
    scale_canvas(figure, 1.5)
    after = [*(artist._dash_pattern for artist in artists), *lines._linestyles]
    assert after[-1][1] is None
    for one, other in zip(before[:-1], after[:-1], strict=True):
        assert np.array(other[1]) / one[1] == pytest.approx(1.5)
