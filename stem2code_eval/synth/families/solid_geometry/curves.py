"""Curves in space: helices, spirals, knots and intersections, on drawn axes or wound round a cylinder."""

from dataclasses import dataclass
from random import Random

from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES, FONTSETS
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.families.solid_geometry.winding import winding
from stem2code_eval.synth.family import Drawing, Facts, family, fill

AXES_CODE = """
# Axes as arrows from the origin.
for (x1, y1, z1), name in zip(np.diag([«reach», «reach», «height»]), ["$x$", "$y$", "$z$"]):
    ax.quiver(0, 0, 0, x1, y1, z1, color="black", lw=1, arrow_length_ratio=0.06)
    ax.text(1.08 * x1, 1.08 * y1, 1.06 * z1, name, fontsize=14, ha="center", va="center")
"""

_TEMPLATE = """
import matplotlib.pyplot as plt
import numpy as np
«fontset!code»
t = np.linspace(«start!code», «end!code», 400)
«formula!code»

fig = plt.figure(figsize=«size»)
ax = fig.add_axes((0, 0, 1, 1), projection="3d")
ax.plot(x, y, z, color=«color», lw=2)
«more!code»
«axes!code»
ax.set(xlim=(-«reach», «reach»), ylim=(-«reach», «reach»), zlim=(«low», «top»))
ax.set_box_aspect((1, 1, «ratio»), zoom=«zoom»)
ax.set_proj_type("ortho")
ax.view_init(elev=«elev», azim=«azim»)
«frame!code»
«finish!code»
"""
_BOXED = 'ax.set(xlabel="$x$", ylabel="$y$", zlabel="$z$", xticks=[], yticks=[], zticks=[])'
_SHADOW = """
# Its shadow on the floor.
ax.plot(x, y, 0 * z + «floor», color="gray", lw=1.2, ls="--")
"""
_ENDS = """
# Marked points with their feet on the floor.
for name, i in «marks»:
    ax.plot([x[i]], [y[i]], [z[i]], "ko", ms=4)
    ax.plot([x[i], x[i]], [y[i], y[i]], [«floor», z[i]], color="black", lw=0.9, ls=":")
    ax.text(x[i], y[i] + «aside», z[i] + «lift», name, fontsize=14, ha="center", va="center")
"""
_CYLINDER = """
# The cylinder that it lies on.
u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 41), np.linspace(«low», «high», 5))
ax.plot_wireframe(«cx» + «r» * np.cos(u), «r» * np.sin(u), v, color="silver", lw=0.6)
"""
_CONE = """
# The cone that it lies on.
u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 41), np.linspace(0, «high», 6))
ax.plot_wireframe(«r» / «high» * v * np.cos(u), «r» / «high» * v * np.sin(u), v, color="silver", lw=0.6)
"""
_SPHERE = """
# The sphere that it lies on.
u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 33), np.linspace(0, np.pi, 17))
ball = [«r» * np.cos(u) * np.sin(v), «r» * np.sin(u) * np.sin(v), «r» * np.cos(v)]
ax.plot_wireframe(*ball, color="silver", lw=0.5)
"""
_TORUS = """
# The ring that it lies on.
u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 41), np.linspace(0, 2 * np.pi, 17))
ring = [(«r» + «s» * np.cos(v)) * np.cos(u), («r» + «s» * np.cos(v)) * np.sin(u), «s» * np.sin(v)]
ax.plot_wireframe(*ring, color="silver", lw=0.5)
"""


@dataclass(frozen=True, slots=True)
class _Curve:
    """A curve: its kind, x(t), y(t), z(t) as source text, the range of t, its size and the surface it lies on."""

    kind: str
    start: str
    end: str
    formula: str
    reach: float
    low: float
    high: float
    surface: str
    is_open: bool


@family("solid_geometry")
def space_curve(rng: Random, level: int) -> Drawing:
    """Helix, conical or spherical spiral, knot, Viviani's curve or a wave, with axes, points, its surface."""
    if rng.random() < 0.3:
        return winding(rng, level)
    curve = _curve(rng)
    more, labels = "", []
    if level > 1:
        more += fill(_SHADOW, floor=curve.low) if curve.low == 0 else ""
        names = rng.choice([["$A$", "$B$"], ["$P$", "$Q$"], ["$M$", "$N$"]])
        places = [150, 399] if curve.is_open and curve.low == 0 else rng.sample(range(40, 360, 20), 2)
        marks = list(zip(names, places, strict=True))[: 2 if curve.is_open or level == 3 else 1]
        more += ("\n" if more else "") + fill(
            _ENDS,
            marks=marks,
            floor=curve.low if curve.low == 0 else 0,
            lift=round(0.05 * curve.high, 2),
            aside=round(0.14 * curve.reach, 2),
        )
        labels = [name for name, _ in marks]
    if level == 3 and curve.surface:
        more += ("\n" if more else "") + curve.surface
    boxed = level > 1 and rng.random() < 0.25
    reach, top = (
        round((1.0 if boxed else 1.3) * curve.reach, 1),
        round(curve.high if boxed else 1.1 * curve.high + 0.4 * curve.reach, 1),
    )
    axes = "" if boxed else fill(AXES_CODE, reach=reach, height=top)
    ratio = round(min(1.4, (top - curve.low) / (2 * reach)), 2)
    frame = _BOXED if boxed else "ax.set_axis_off()"
    program = fill(
        _TEMPLATE,
        fontset=rng.choice(FONTSETS),
        start=curve.start,
        end=curve.end,
        formula=curve.formula,
        size=rng.choice([(5, 5), (5.5, 5), (5, 5.5)]) if ratio > 0.7 else (5.5, 4),
        color=rng.choice(["black", "black", "navy", "firebrick"]),
        more=more,
        axes=axes,
        reach=reach,
        low=curve.low,
        top=top,
        ratio=ratio,
        zoom=0.75 if boxed else 1.12,
        elev=rng.choice([20, 25, 28]) if ratio > 0.7 else rng.choice([35, 45]),
        azim=rng.randint(5, 11) * 5,
        frame=frame,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [*labels, "$x$", "$y$", "$z$"],
        "counts": {"curves": 1, "marked_points": len(labels)},
        "values": {"curve": curve.kind, "formula": curve.formula.splitlines(), "t": [curve.start, curve.end]},
        "relations": [["lies_on", curve.kind, "surface"]] if level == 3 and curve.surface else [],
    }
    return Drawing(tidy(program), facts)


def _curve(rng: Random) -> _Curve:
    makers = [_helix, _conical, _spherical, _knot, _viviani, _wave]
    return rng.choice(makers)(rng)


def _helix(rng: Random) -> _Curve:
    r, turns, rise = rng.choice([1, 2]), rng.choice([2, 3, 4]), rng.choice([0.2, 0.3])
    high = round(rise * 2 * 3.1416 * turns, 2)
    formula = f"x, y, z = {r} * np.cos(t), {r} * np.sin(t), {rise} * t"
    return _Curve(
        "helix", "0", f"{2 * turns} * np.pi", formula, r, 0, high, fill(_CYLINDER, low=0, high=high, cx=0, r=r), True
    )


def _conical(rng: Random) -> _Curve:
    turns = rng.choice([3, 4, 5])
    high = round(0.2 * 2 * 3.1416 * turns, 2)
    r = round(0.1 * 2 * 3.1416 * turns, 2)
    formula = "x, y, z = 0.1 * t * np.cos(t), 0.1 * t * np.sin(t), 0.2 * t"
    return _Curve("conical spiral", "0", f"{2 * turns} * np.pi", formula, r, 0, high, fill(_CONE, high=high, r=r), True)


def _spherical(rng: Random) -> _Curve:
    turns = rng.choice([4, 5, 6, 8])
    formula = (
        f"x = 2 * np.sin(t) * np.cos({2 * turns} * t)\ny = 2 * np.sin(t) * np.sin({2 * turns} * t)\nz = 2 * np.cos(t)"
    )
    return _Curve("spherical spiral", "0", "np.pi", formula, 2, -2, 2, fill(_SPHERE, r=2), True)


def _knot(rng: Random) -> _Curve:
    p, q = rng.choice([(2, 3), (3, 2), (2, 5), (3, 5), (1, 8)])
    formula = f"r = 2 + np.cos({q} * t)\nx = r * np.cos({p} * t)\ny = r * np.sin({p} * t)\nz = np.sin({q} * t)"
    return _Curve(f"torus knot ({p}, {q})", "0", "2 * np.pi", formula, 3, -1, 2, fill(_TORUS, r=2, s=1), False)


def _viviani(rng: Random) -> _Curve:
    r = rng.choice([1, 1.5])
    formula = f"x, y, z = {r} * (1 + np.cos(t)), {r} * np.sin(t), {2 * r:g} * np.sin(t / 2)"
    surface = rng.choice([fill(_SPHERE, r=2 * r), fill(_CYLINDER, low=-2 * r, high=2 * r, cx=r, r=r)])
    return _Curve("Viviani's curve", "0", "4 * np.pi", formula, 2 * r, -2 * r, 2 * r, surface, False)


def _wave(rng: Random) -> _Curve:
    n = rng.choice([1, 2, 3, 4])
    turn = "t" if n == 1 else f"{n} * t"
    formula = f"x, y, z = 2 * np.cos(t), 2 * np.sin(t), 1.5 + 0.7 * np.cos({turn})"
    surface = fill(_CYLINDER, low=0, high=2.4, cx=0, r=2)
    return _Curve(
        "ellipse on a cylinder" if n == 1 else f"wave round a cylinder, {n} crests",
        "0",
        "2 * np.pi",
        formula,
        2,
        0,
        2.4,
        surface,
        False,
    )
