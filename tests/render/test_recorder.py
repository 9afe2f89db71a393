"""The element list says what is in the picture, whatever artist drew it."""

import json

import numpy as np
import pytest

from stem2code_eval.figure.elements.redraw import redraw_agreement
from stem2code_eval.figure.elements.schema import read_elements
from stem2code_eval.sandbox.runner.elements import MAX_BYTES, MAX_ITEMS, SCALE

HEAD = """
import numpy as np
import matplotlib.pyplot as plt
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.patches import Circle, FancyArrowPatch, Polygon, Rectangle
fig = plt.figure(figsize=(4, 3))
ax = fig.add_axes([0, 0, 1, 1])
ax.set_xlim(0, 4)
ax.set_ylim(0, 3)
ax.axis("off")
"""
"""A canvas of 600 x 450 pixels on which a unit is 150 pixels."""


def draw(sandbox, body, head=HEAD):
    rendering = sandbox.render(head + body)
    assert rendering.outcome == "ok", rendering.message
    assert rendering.elements is not None, "nothing was recorded"
    return rendering


def elements(sandbox, body, kind, group=""):
    listed = read_elements(draw(sandbox, body).elements)
    return [
        each for each in listed.elements if each.kind == kind and group in listed.groups[each.group] and each.group != 0
    ]


def pixels(numbers):
    return (np.reshape(numbers, (-1, 2)) / SCALE).tolist()


def test_a_line_is_where_it_is_drawn(any_sandbox):
    (line,) = elements(any_sandbox, "ax.plot([1, 2, 2], [1, 1, 2], color='#ff0000', lw=3, ls='--')", "paths", "line2d")
    assert pixels(line.points) == [[150, 300], [300, 300], [300, 150]]
    assert (line.pieces, line.face, line.edge) == ([3], None, ["ff0000ff"])
    assert line.width == [pytest.approx(3 * 150 / 72, abs=0.01)]
    assert line.dash == pytest.approx([3 * 3.7 * 150 / 72, 3 * 1.6 * 150 / 72], abs=0.02)


def test_gaps_and_curves(any_sandbox):
    (line,) = elements(any_sandbox, "ax.plot([0, 1, np.nan, 2, 3], [1, 1, 1, 2, 2])", "paths", "line2d")
    assert line.pieces == [2, 2]
    (circle,) = elements(any_sandbox, "ax.add_patch(Circle((2, 1.5), 1, fc='none', ec='k'))", "paths", "patch")
    away = np.hypot(*(np.array(pixels(circle.points)) - (300, 225)).T)
    assert circle.pieces[0] < -8
    assert away == pytest.approx(150, abs=0.5)


@pytest.mark.parametrize(
    ("body", "said", "math"),
    [
        ("ax.text(1, 1, 'Point A')", "Point A", False),
        ("ax.text(1, 1, r'$\\alpha_1$', rotation=90)", r"$\alpha_1$", True),
        ("ax.annotate('here', (1, 1), (2, 2), arrowprops={'arrowstyle': '->'})", "here", False),
        (
            "import matplotlib.patheffects as pe\n"
            "ax.text(1, 1, 'glow', path_effects=[pe.withStroke(linewidth=3, foreground='w')])",
            "glow",
            False,
        ),
    ],
)
def test_texts_are_read(any_sandbox, body, said, math):
    (text,) = elements(any_sandbox, body, "text")
    assert (text.text, text.math) == (said, math)
    box = np.array(pixels(text.box))
    assert (box.min(0) > 0).all()
    assert (box.max(0) < (600, 450)).all()


def test_a_text_stands_in_its_box(any_sandbox):
    body = "ax.text(2, 1.5, 'Hg', fontsize=30, rotation={}, ha='center', va='center')"
    for angle in (0, 30, 90, 200):
        rendering = draw(any_sandbox, body.format(angle))
        listed = read_elements(rendering.elements)
        (text,) = [each for each in listed.elements if each.kind == "text"]
        box = np.array(pixels(text.box))
        from stem2code_eval.figure.decode import decode

        rows, columns = np.nonzero(decode(rendering.png, "picture").min(axis=2) < 128)
        ink = np.array([[columns.min(), rows.min()], [columns.max(), rows.max()]])
        # a letter's left bearing is not turned with the text (`RendererAgg.draw_text`)
        assert (ink[0] >= box.min(0) - 6).all(), angle
        assert (ink[1] <= box.max(0) + 6).all(), angle
        assert np.prod(box.max(0) - box.min(0)) < 3 * np.prod(ink[1] - ink[0]), angle


def test_markers_and_collections(any_sandbox):
    (dots,) = elements(any_sandbox, "ax.plot([1, 2, 3], [1, 1, 2], 'bo')", "markers")
    assert pixels(dots.at) == [[150, 300], [300, 300], [450, 150]]
    (dots,) = elements(any_sandbox, "ax.scatter([1, 2, 3], [1, 1, 2], s=[100, 400, 900], c=['r', 'g', 'b'])", "markers")
    assert dots.scale == [1, 2, 3]
    assert dots.face == ["ff0000ff", "008000ff", "0000ffff"]
    (lines,) = elements(
        any_sandbox, "ax.add_collection(LineCollection([[(1, 1), (2, 2)], [(0, 0), (3, 0)]]))", "paths", "Line"
    )
    assert pixels(lines.points) == [[150, 300], [300, 150], [0, 450], [450, 450]]
    assert lines.items == [1, 1]
    (shapes,) = elements(
        any_sandbox,
        "ax.add_collection(PolyCollection([[(0, 0), (1, 0), (0, 1)]], facecolors='c', hatch='//'))",
        "paths",
        "Poly",
    )
    assert (shapes.pieces[0] < 0, shapes.face, shapes.hatch) == (True, ["00bfbfff"], "//")


def test_images_and_meshes(any_sandbox):
    (image,) = elements(any_sandbox, "ax.imshow(np.eye(4), extent=(1, 2, 1, 2), aspect='auto')", "image")
    assert image.how == "image"
    assert sorted(pixels(image.box)) == [[150, 300], [300, 150]]
    (mesh,) = elements(any_sandbox, "ax.pcolormesh(np.random.rand(50, 50))", "image")
    assert mesh.how == "mesh"
    (cells,) = elements(any_sandbox, "ax.pcolormesh([0, 1, 2], [0, 1], [[1, 2]])", "paths", "QuadMesh")
    assert cells.items == [1, 1]
    (shade,) = elements(any_sandbox, "ax.tripcolor([0, 2, 1], [0, 0, 2], [0, 1, 2], shading='gouraud')", "image")
    assert shade.how == "triangles"
    filtered = "ax.plot([1, 2], [1, 2])[0].set_agg_filter(lambda im, dpi: (im, 0, 0))"
    (made,) = elements(any_sandbox, filtered, "image")
    assert made.how == "filter"


def test_clipping_is_noted(any_sandbox):
    body = "c = Circle((2, 1.5), 1, transform=ax.transData)\nax.plot([0, 4], [1.5, 1.5])[0].set_clip_path(c)"
    listed = read_elements(draw(any_sandbox, body).elements)
    (line,) = [each for each in listed.elements if listed.groups[each.group].endswith("line2d")]
    assert listed.clips[line.clip].points


SCENES = {
    "default axes": """
plt.figure()
plt.plot([1, 4, 9], label='squares')
plt.legend()
plt.grid()
plt.title('T')""",
    "three dimensions": """
ax = plt.figure().add_subplot(projection='3d')
x, y = np.meshgrid(np.arange(6), np.arange(6))
ax.plot_surface(x, y, x * y, cmap='viridis')
ax.plot([0, 5], [0, 5], [0, 25])""",
    "twin and inset": """
_, a = plt.subplots()
a.plot([1, 2])
a.twinx().plot([2, 1], 'r')
a.inset_axes([.6, .6, .3, .3]).bar([1], [2])""",
    "polar": "plt.figure().add_subplot(projection='polar').fill(np.linspace(0, 6, 30), np.arange(30) % 5, hatch='x')",
    "contours": """
x, y = np.meshgrid(np.arange(9), np.arange(9))
plt.figure()
plt.clabel(plt.contour(x * y))
plt.colorbar()""",
    "sketch": """
plt.figure()
with plt.xkcd():
    plt.plot([1, 3, 2])""",
    "patches": """
ax.add_patch(FancyArrowPatch((1, 1), (3, 2), mutation_scale=30))
ax.pie([1, 2, 3], hatch=['/', 'o', None])""",
    "steps": """
plt.figure()
plt.stem([1, 2, 3])
plt.errorbar([0, 1], [1, 2], yerr=.3, capsize=5)
plt.fill_between([0, 1], [1, 2], alpha=.4)""",
    "tables": "plt.figure()\nplt.table([['a', 'b'], ['c', 'd']], loc='center')",
    "effects": """
import matplotlib.patheffects as pe
ax.plot([1, 3], [1, 2], lw=9, path_effects=[pe.SimpleLineShadow(), pe.Normal()])""",
}


@pytest.mark.parametrize("name", SCENES)
def test_the_list_drawn_again_is_the_picture(any_sandbox, name):
    rendering = draw(any_sandbox, SCENES[name])
    assert redraw_agreement(rendering.elements, rendering.png) > 0.97


def test_a_flood_is_cut_and_says_so(any_sandbox):
    rendering = draw(
        any_sandbox, "ax.add_collection(LineCollection(np.random.rand(100_000, 2, 2)))\nax.plot([0, 4], [0, 3])"
    )
    listed = read_elements(rendering.elements)
    assert listed.cut == 100_000
    many = "for i in range({}):\n    ax.add_line(plt.Line2D([0, 4], [i, i]))"
    rendering = draw(any_sandbox, many.format(3000))
    assert read_elements(rendering.elements).cut == 0
    assert MAX_ITEMS > 3000
    wide = "ax.add_collection(PatchCollection([Polygon(np.random.rand(9, 2) * 3) for _ in range(15_000)]))"
    rendering = draw(any_sandbox, wide)
    assert len(rendering.elements) <= MAX_BYTES


def test_an_artist_that_cannot_be_noted_is_drawn_all_the_same(any_sandbox):
    body = """
from matplotlib.artist import Artist
class Odd(Artist):
    def draw(self, renderer):
        gc = renderer.new_gc()
        gc.get_dashes = lambda: 1 / 0
        renderer.draw_path(gc, Circle((0, 0), 99).get_path(), Circle((0, 0), 99).get_transform())
ax.add_artist(Odd())
ax.plot([1, 2], [1, 2])
"""
    rendering = any_sandbox.render(HEAD + body)
    assert rendering.outcome in ("ok", "runtime_error")
    assert rendering.outcome == "runtime_error" or rendering.elements is None


def test_lists_are_deterministic(sandbox, any_sandbox):
    """Every sandbox gives the same bytes."""
    body = "ax.plot([1, 2, 3], [1, 2, 1], 'o-')\nax.text(1, 1, '$x^2$')"
    assert draw(sandbox, body).elements == draw(any_sandbox, body).elements
    assert json.loads(draw(sandbox, body).elements)["schema"] == 1


def test_every_line_of_a_collection_has_its_own_dashes(any_sandbox):
    body = "ax.vlines([1, 2, 3], 0.5, 2, linestyles=['-', '--', ':'], colors=['r', 'g', 'b'], lw=2{})"
    found = elements(any_sandbox, body.format(""), "paths", "LineCollection")
    assert [each.dash and len(each.dash) for each in found] == [None, 2, 2]
    assert found[1].dash != found[2].dash
    assert [each.edge for each in found] == [["ff0000ff"], ["008000ff"], ["0000ffff"]]
    striped = elements(any_sandbox, body.format(", gapcolor='k'"), "paths", "LineCollection")
    assert {each.edge[0] for each in striped} == {"000000ff", "ff0000ff", "008000ff", "0000ffff"}
    assert any(each.dash_start for each in striped), "the second colour is drawn in the gaps of the first"


@pytest.mark.parametrize(
    "body",
    [
        "ax.add_collection(LineCollection([[(x, 0.5), (x + 0.5, 2)] for x in (1, 2, 3)], colors=['r', 'g', 'b']))",
        "ax.add_collection(PolyCollection([[(x, 1), (x + 0.5, 1), (x, 2)] for x in (1, 2)], facecolors=['r', 'g']))",
        "ax.add_collection(PolyCollection([[(0, 0), (40, 0), (0, 40)]] * 2, offsets=[(1, 1), (2, 2)],"
        " offset_transform=ax.transData, transform=__import__('matplotlib').transforms.IdentityTransform()))",
        "ax.add_collection(LineCollection([[(x, -90), (x + 0.5, 200)] for x in (1, 2, 3)], colors=['r', 'g', 'b']))",
        "ax.add_collection(LineCollection([[(x, 1), (np.nan, 2), (x + 0.5, 2)] for x in (1, 2, 3)], colors='r'))",
        "ax.add_collection(PolyCollection([[(-90, -90), (90, -90), (90, 90), (-90, 90)]], facecolors='none',"
        " edgecolors='k', hatch='/'))",
    ],
    ids=["lines", "areas", "offsets", "far away", "gaps", "hatching"],
)
def test_many_paths_noted_at_once_are_the_picture(any_sandbox, body):
    rendering = draw(any_sandbox, body)
    assert redraw_agreement(rendering.elements, rendering.png) > 0.99
