"""The families of plane geometry, analytic geometry and calculus: their facts, checked against their pictures."""

import ast
import math
import subprocess
import sys
from functools import cache
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Arc, Circle, Polygon, Rectangle
from matplotlib.text import Annotation, Text

from stem2code_eval.synth.catalogue import get_family

mpl.use("Agg")

SHEETS = ("triangle_cevians", "circle_theorems", "quadrilateral_diagonals", "parallel_lines")
GRAPHS = ("conic_with_foci", "lattice_figures", "feasible_region", "polar_curves")
CALCULUS = ("area_under_curve", "tangent_and_secant", "piecewise_graph", "curve_symmetry")
FAMILIES = (*SHEETS, "shaded_area", *GRAPHS, *CALCULUS)
SUBJECTS = {name: "plane_geometry" for name in (*SHEETS, "shaded_area")}
SUBJECTS |= {name: "analytic_geometry" for name in GRAPHS} | {name: "functions_calculus" for name in CALCULUS}
SEEDS = range(6)
DRAWN = set()

every_figure = pytest.mark.parametrize(("name", "seed"), [(n, s) for n in FAMILIES for s in SEEDS])


@cache
def made(name, seed):
    return get_family(name).figure(seed)


@cache
def run(name, seed):
    """Run the program of one figure; return its facts, its namespace and its figure."""
    figure = made(name, seed)
    names = {}
    with pytest.MonkeyPatch.context() as patch, mpl.rc_context():
        mpl.rcdefaults()
        patch.setattr(plt, "show", lambda: None)
        for holder in (plt, plt.Figure):
            patch.setattr(holder, "savefig", lambda *args, **kwargs: None)
        exec(compile(figure.program, f"{name}:{seed}", "exec"), names)
        fig = plt.gcf()
        plt.close(fig)
    return SimpleNamespace(facts=figure.facts, program=figure.program, names=names, fig=fig, ax=fig.axes[0])


def texts(shown):
    """Return every text that is seen, ticks' labels included, after the figure has been drawn once."""
    if shown.fig not in DRAWN:
        FigureCanvasAgg(shown.fig).draw()
        DRAWN.add(shown.fig)
    hidden = []
    for ax in shown.fig.axes:
        axis_texts = [t for axis in (ax.xaxis, ax.yaxis) for t in axis.findobj(Text)]
        hidden += axis_texts if not ax.axison else [t for t in axis_texts if not t.get_visible()]
    return [t for t in shown.fig.findobj(Text) if t.get_text() and t.get_visible() and t not in hidden]


def boxes(shown):
    renderer = FigureCanvasAgg(shown.fig).get_renderer()
    return [(t.get_text(), t.get_window_extent(renderer)) for t in texts(shown)]


@pytest.mark.parametrize("name", FAMILIES)
def test_is_registered_under_its_subject_with_a_summary(name):
    family = get_family(name)
    assert family.subject == SUBJECTS[name]
    assert 20 < len(family.summary) <= 120


@every_figure
def test_same_seed_gives_same_figure_and_level_follows_seed(name, seed):
    first, second = made(name, seed), get_family(name).figure(seed)
    assert first == second
    assert first.level == seed % 3 + 1


@pytest.mark.parametrize("name", FAMILIES)
def test_seeds_give_distinct_programs(name):
    assert len({made(name, seed).program for seed in range(24)}) == 24


def test_programs_do_not_depend_on_the_hash_seed():
    script = (
        "import hashlib; from stem2code_eval.synth.catalogue import get_family;"
        f"names = {FAMILIES!r};"
        "text = ''.join(get_family(n).figure(s).program for n in names for s in range(4));"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    env = {"PATH": "", "PYTHONPATH": ":".join(p for p in sys.path if p)}
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], env=env | {"PYTHONHASHSEED": s}, capture_output=True, check=True
        ).stdout
        for s in ("1", "2")
    }
    assert len(digests) == 1


@every_figure
def test_program_is_plain_matplotlib_that_shows_or_saves(name, seed):
    program = run(name, seed).program
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported == {"matplotlib", "numpy"}
    assert program.splitlines()[-1].startswith(("plt.show()", "fig.savefig(", "plt.savefig("))
    assert "«" not in program
    assert max(map(len, program.splitlines())) < 200


@every_figure
def test_labels_drawn_are_the_labels_told(name, seed):
    shown = run(name, seed)
    assert sorted(t.get_text() for t in texts(shown)) == sorted(shown.facts["labels"])


@every_figure
def test_figure_has_a_textbook_size_and_its_labels_stay_on_it(name, seed):
    shown = run(name, seed)
    assert all(3 <= side <= 7 for side in shown.fig.get_size_inches())
    for text, box in boxes(shown):
        assert box.x0 > 0, text
        assert box.y0 > 0, text
        assert box.x1 < shown.fig.bbox.width, text
        assert box.y1 < shown.fig.bbox.height, text


@every_figure
def test_labels_do_not_cover_each_other(name, seed):
    placed = boxes(run(name, seed))
    for k, (text, box) in enumerate(placed):
        for other_text, other in placed[k + 1 :]:
            wide = min(box.x1, other.x1) - max(box.x0, other.x0)
            high = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert min(wide, high) <= 1, (text, other_text)


def ink(name, seed):
    """Return how many strokes, shapes and labels a figure has; a smooth curve counts as one stroke."""
    shown = run(name, seed)
    points = [len(line.get_xdata()) for line in shown.ax.lines]
    return sum(1 if n > 30 else max(1, n - 1) for n in points) + 2 * len(shown.ax.patches) + len(shown.facts["labels"])


@pytest.mark.parametrize("name", FAMILIES)
def test_higher_levels_have_more_on_them(name):
    mean = [sum(ink(name, seed) for seed in range(level, 18, 3)) / 6 for level in range(3)]
    assert mean[0] * 1.1 < mean[1]
    assert mean[1] * 1.1 < mean[2]


def has_chinese(figure):
    return any("\u4e00" <= c <= "\u9fff" for label in figure.facts["labels"] for c in label)


def test_about_one_family_in_four_writes_chinese_and_names_a_font_for_it():
    figures = {name: [made(name, seed) for seed in range(12)] for name in FAMILIES}
    chinese = {name: [figure for figure in several if has_chinese(figure)] for name, several in figures.items()}
    assert {n for n in FAMILIES if chinese[n]} == {
        "parallel_lines",
        "shaded_area",
        "feasible_region",
        "area_under_curve",
    }
    assert all('"Noto Sans CJK SC"' in figure.program for several in chinese.values() for figure in several)


# Plane geometry: relations between the named points


def complex_point(names, letter):
    return complex(*names[letter])


def line_of(names, pair):
    a, b = complex_point(names, pair[0]), complex_point(names, pair[1])
    return a, (b - a) / abs(b - a)


def across(names, pair, point):
    start, heading = line_of(names, pair)
    return abs(((point - start) * heading.conjugate()).imag)


def turn(names, first, second):
    return line_of(names, first)[1] * line_of(names, second)[1].conjugate()


def angle(names, corner):
    p, q, r = (complex_point(names, c) for c in corner)
    return abs(math.degrees(np.angle((p - q) / (r - q))))


def circle_radii(shown, centre):
    circles = [p for p in shown.ax.patches if isinstance(p, Circle)]
    return [c.radius for c in circles if abs(complex(*c.center) - complex_point(shown.names, centre)) < 1e-6]


def error_of(shown, kind, *rest):
    """Return how far a relation is from holding, in data units or as a sine."""
    names = shown.names
    if kind == "midpoint":
        a, b = (complex_point(names, c) for c in rest[1])
        return abs(complex_point(names, rest[0]) - (a + b) / 2)
    if kind == "on_line":
        return across(names, rest[1], complex_point(names, rest[0]))
    if kind == "perpendicular":
        return abs(turn(names, *rest).real)
    if kind == "parallel":
        return abs(turn(names, *rest).imag)
    if kind == "equal":
        lengths = [abs(complex_point(names, p[0]) - complex_point(names, p[1])) for p in rest]
        return abs(lengths[0] - lengths[1])
    if kind == "bisects":
        foot, (p, q, r) = rest[0][1], rest[1]
        return abs(angle(names, (p, q, foot)) - angle(names, (foot, q, r))) / 90
    if kind == "on_circle":
        distance = abs(complex_point(names, rest[0]) - complex_point(names, rest[1]))
        return min(abs(distance - r) for r in circle_radii(shown, rest[1]))
    if kind == "tangent":
        return min(abs(across(names, rest[0], complex_point(names, rest[1])) - r) for r in circle_radii(shown, rest[1]))
    if kind == "centroid":
        return abs(sum(complex_point(names, c) for c in rest[1]) / 3 - complex_point(names, rest[0]))
    corners = [complex_point(names, c) for c in rest[1]]
    centre = complex_point(names, rest[0])
    if kind == "circumcentre":
        return float(np.ptp([abs(centre - c) for c in corners]))
    if kind == "incentre":
        return float(
            np.ptp([across(names, side, centre) for side in (rest[1][:2], rest[1][1:], rest[1][2] + rest[1][0])])
        )
    if kind == "orthocentre":
        p, q, r = corners
        return max(abs(((centre - p) * (q - r).conjugate()).real), abs(((centre - q) * (p - r).conjugate()).real)) / 5
    raise AssertionError(f"unknown relation {kind}")


@pytest.mark.parametrize(("name", "seed"), [(n, s) for n in SHEETS for s in range(15)])
def test_every_relation_between_named_points_holds(name, seed):
    shown = run(name, seed)
    assert shown.facts["relations"] or name == "triangle_cevians"
    for relation in shown.facts["relations"]:
        assert error_of(shown, *relation) < 0.02, relation


@pytest.mark.parametrize(("name", "seed"), [(n, s) for n in SHEETS for s in range(15)])
def test_marks_and_strokes_are_counted(name, seed):
    shown = run(name, seed)
    counts, lines, patches = shown.facts["counts"], shown.ax.lines, shown.ax.patches
    plain = [line for line in lines if line.get_linestyle() in ("-", "--") and len(line.get_xdata()) == 2]
    polygon_sides = sum(
        len(p.get_xy()) - 1 for p in patches if isinstance(p, Polygon) and not p.get_fill() and not p.get_hatch()
    )
    drawn = {
        "segments": polygon_sides
        + sum(1 for line in plain if line.get_linewidth() > 1 or line.get_linestyle() == "--"),
        "equal_ticks": sum(1 for line in plain if line.get_linewidth() == 1 and line.get_linestyle() == "-"),
        "right_angles": sum(1 for line in lines if len(line.get_xdata()) == 3 and line.get_linewidth() == 1),
        "angle_arcs": sum(isinstance(p, Arc) for p in patches),
        "circles": sum(isinstance(p, Circle) for p in patches),
        "dots": sum(len(line.get_xdata()) for line in lines if line.get_marker() == "o"),
        "parallel_arrows": sum(isinstance(t, Annotation) and t.arrow_patch is not None for t in shown.ax.texts),
    }
    assert drawn == {key: counts.get(key, 0) for key in drawn}


@pytest.mark.parametrize(("name", "seed"), [(n, s) for n in SHEETS for s in range(15)])
def test_angles_told_and_written_are_the_angles_drawn(name, seed):
    shown = run(name, seed)
    told = {key.split()[1]: size for key, size in shown.facts["values"].items() if key.startswith("angle ")}
    for corner, size in told.items():
        if len(corner) == 3:
            assert abs(angle(shown.names, corner) - size) <= 0.6, corner
    written = [int(t[1:].split("^")[0]) for t in shown.facts["labels"] if t.endswith(r"^\circ$")]
    assert set(written) <= set(told.values())


@pytest.mark.parametrize(("name", "seed"), [(n, s) for n in SHEETS for s in range(15)])
def test_named_points_stay_apart(name, seed):
    shown = run(name, seed)
    letters = [t.strip("$") for t in shown.facts["labels"]]
    points = [complex_point(shown.names, c) for c in letters if len(c) == 1 and c.isupper() and c in shown.names]
    gaps = [abs(p - q) for k, p in enumerate(points) for q in points[k + 1 :]]
    assert min(gaps, default=1) > 0.15


# Shaded areas: measured in pixels


@pytest.mark.parametrize("seed", range(36))
def test_shaded_area_is_what_the_pixels_say(seed):
    shown = run("shaded_area", seed)
    shade = shown.names["shade"]
    if "hatch" in shade:
        return
    for artist in (*shown.ax.lines, *shown.ax.texts):
        artist.set_visible(False)
    for patch in shown.ax.patches:
        patch.set_linewidth(0)
        patch.set_visible(patch.get_fill())
    canvas = FigureCanvasAgg(shown.fig)
    canvas.draw()
    darkness = 1 - np.asarray(canvas.buffer_rgba())[:, :, 0] / 255
    ax, box = shown.ax, shown.ax.get_window_extent()
    pixel = np.diff(ax.get_xlim())[0] * np.diff(ax.get_ylim())[0] / (box.width * box.height)
    area = darkness.sum() / (1 - to_rgb(shade["facecolor"])[0]) * pixel
    assert area == pytest.approx(shown.facts["values"]["shaded_area"], rel=0.02)
    run.cache_clear()


# Analytic geometry


@pytest.mark.parametrize("seed", range(12))
def test_feasible_corners_lie_on_two_borders_and_inside_the_others(seed):
    shown = run("feasible_region", seed)
    borders = [*shown.facts["values"]["constraints"], [-1, 0, 0], [0, -1, 0]]
    corners = shown.facts["values"]["corners"]
    assert np.allclose(shown.names["region"], corners)
    for x, y in corners:
        spare = [c - a * x - b * y for a, b, c in borders]
        assert min(spare) > -1e-3
        assert sum(abs(s) < 1e-3 for s in spare) >= 2


@pytest.mark.parametrize("seed", [s for s in range(24) if s % 3])
def test_objective_is_best_at_the_optimum(seed):
    values = made("feasible_region", seed).facts["values"]
    a, b = values["objective"]
    (x, y), best = values["optimum"]
    assert best == pytest.approx(a * x + b * y)
    assert all(a * p + b * q <= best + 1e-9 for p, q in values["corners"])


@pytest.mark.parametrize("seed", range(30))
def test_lattice_images_are_congruent_and_areas_right(seed):
    values = made("lattice_figures", seed).facts["values"]
    shapes = [np.array(values[key]) for key in values if key == "polygon" or key.startswith("image")]
    if not shapes:
        return
    lengths = [np.linalg.norm(shape - np.roll(shape, 1, axis=0), axis=1) for shape in shapes]
    assert all(np.allclose(lengths[0], other) for other in lengths)
    if "area" in values:
        x, y = shapes[0].T
        assert values["area"] == pytest.approx(0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))))


@pytest.mark.parametrize("seed", range(18))
def test_conic_has_the_foci_and_the_curve_it_tells(seed):
    shown = run("conic_with_foci", seed)
    values, names = shown.facts["values"], shown.names
    curves = [line for line in shown.ax.lines if len(line.get_xdata()) > 100]
    assert len(curves) == shown.facts["counts"]["curves"]
    focus = values["p"] / 2 if values["kind"] == "parabola" else values["c"]
    dots = [
        (x, y) for line in shown.ax.lines if line.get_marker() == "o" for x, y in zip(*line.get_data(), strict=True)
    ]
    assert any(math.isclose(x, focus, abs_tol=1e-3) and y == 0 for x, y in dots)
    x, y = (np.asarray(v) for v in curves[0].get_data())
    right = np.hypot(x - focus, y)
    if values["kind"] == "parabola":
        assert np.allclose(right, x + names["p"] / 2)
    else:
        left = np.hypot(x + focus, y)
        whole = left + right if values["kind"] == "ellipse" else abs(left - right)
        assert np.allclose(whole, 2 * values["a"], atol=2e-3)


@pytest.mark.parametrize("seed", range(18))
def test_polar_curve_reaches_as_far_as_told(seed):
    shown = run("polar_curves", seed)
    curve = max((line for line in shown.ax.lines if len(line.get_xdata()) > 100), key=lambda line: line.get_linewidth())
    assert np.hypot(*curve.get_data()).max() == pytest.approx(shown.facts["values"]["reach"], rel=2e-3)
    assert sum(isinstance(p, Circle) for p in shown.ax.patches) == shown.facts["counts"].get("circles", 0)


# Calculus


@pytest.mark.parametrize("seed", range(24))
def test_area_and_strips_are_those_of_the_function(seed):
    shown = run("area_under_curve", seed)
    values, f = shown.facts["values"], shown.names.get("f")
    if f is None:
        upper, lower = shown.names["upper"], shown.names["lower"]
        x = shown.names["x"]
        inside = (x > values["a"] + 1e-6) & (x < values["b"] - 1e-6)
        assert (upper - lower)[inside].min() > 0
        return
    x = np.linspace(values["a"], values["b"], 4001)
    assert np.trapezoid(f(x), x) == pytest.approx(values["integral"], abs=2e-3)
    if "strips" not in shown.facts["counts"]:
        return
    bars = [p for p in shown.ax.patches if isinstance(p, Rectangle | Polygon)]
    assert len(bars) == shown.facts["counts"]["strips"]
    corners = [np.asarray(p.get_path().vertices if isinstance(p, Polygon) else p.get_corners()) for p in bars]
    areas = [abs(np.dot(c[:, 0], np.roll(c[:, 1], 1)) - np.dot(c[:, 1], np.roll(c[:, 0], 1))) / 2 for c in corners]
    assert sum(areas) == pytest.approx(values["sum"], abs=2e-3)


@pytest.mark.parametrize("seed", range(24))
def test_tangent_has_the_slope_of_the_curve(seed):
    shown = run("tangent_and_secant", seed)
    values, f = shown.facts["values"], shown.names["f"]
    if "slope" in values:
        h = 1e-5
        assert (f(values["x0"] + h) - f(values["x0"] - h)) / (2 * h) == pytest.approx(values["slope"], abs=2e-3)


@pytest.mark.parametrize("seed", range(24))
def test_no_abscissa_has_two_closed_dots(seed):
    shown = run("piecewise_graph", seed)
    open_dots, closed = [], []
    for line in shown.ax.lines:
        if line.get_marker() == "o":
            kind = open_dots if line.get_markerfacecolor() == "white" else closed
            kind += list(zip(*line.get_data(), strict=True))
    counts = shown.facts["counts"]
    assert (len(open_dots), len(closed)) == (counts.get("open_dots", 0), counts.get("dots", 0))
    assert len({x for x, _ in closed}) == len(closed)
    assert not set(open_dots) & set(closed)


def values_of(source, x):
    return eval(source, {"np": np, "x": x})


@pytest.mark.parametrize("seed", range(36))
def test_symmetry_told_is_the_symmetry_drawn(seed):
    shown = run("curve_symmetry", seed)
    values = shown.facts["values"]
    x = np.linspace(0.3, 1.2, 50)
    if "inverse" in values:
        assert np.allclose(values_of(values["inverse"], values_of(values["function"], x)), x)
    elif "kind" in values:
        sign = 1 if values["kind"] == "even" else -1
        assert np.allclose(values_of(values["function"], -x), sign * values_of(values["function"], x))
    elif "period" in values:
        wave = next(line for line in shown.ax.lines if len(line.get_xdata()) == 300)
        t, y = wave.get_data()
        assert max(y) == pytest.approx(values["amplitude"], rel=1e-2)
        inside = t[t + values["period"] <= t[-1]]
        assert np.allclose(np.interp(inside + values["period"], t, y), np.interp(inside, t, y), atol=5e-3)
