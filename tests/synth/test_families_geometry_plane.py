"""Plane geometry: relations, counts, angles and areas told, checked against the pictures."""

import math

import numpy as np
import pytest
from geometry_figures import SHEETS, run
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Arc, Circle, Polygon
from matplotlib.text import Annotation

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
