"""Analytic geometry and calculus: what the facts tell, checked against the pictures."""

import math

import numpy as np
import pytest
from geometry_figures import made, run
from matplotlib.patches import Circle, Polygon, Rectangle

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
