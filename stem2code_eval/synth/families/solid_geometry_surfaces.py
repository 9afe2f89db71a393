"""Surfaces in space: quadrics, saddles, rings and planes, as wire or grey, with cuts, level curves and normals."""

from dataclasses import dataclass
from random import Random

from stem2code_eval.synth.families.solid_geometry_curves import AXES_CODE
from stem2code_eval.synth.families.solid_geometry_octant import octant_plane
from stem2code_eval.synth.families.solid_geometry_strokes import FINISHES, FONTSETS
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_TEMPLATE = """
import matplotlib.pyplot as plt
import numpy as np
«fontset!code»
«grid!code»

fig = plt.figure(figsize=«size»)
ax = fig.add_axes((0, 0, 1, 1), projection="3d")
«surface!code»
«more!code»«axes!code»
«formula!code»ax.set(xlim=(-«reach», «reach»), ylim=(-«reach», «reach»), zlim=(«low», «top»))
ax.set_box_aspect((1, 1, «ratio»), zoom=1.12)
ax.set_proj_type("ortho")
ax.view_init(elev=«elev», azim=«azim»)
ax.set_axis_off()
«finish!code»
"""
_LOOKS = {
    "wire": 'ax.plot_wireframe(x, y, z, color="black", lw=0.6, rstride=«rows», cstride=«columns»)',
    "grey wire": 'ax.plot_wireframe(x, y, z, color="dimgray", lw=0.5, rstride=«rows», cstride=«columns»)',
    "white": 'ax.plot_surface(x, y, z, color="white", edgecolor="black", lw=0.4, shade=False, rstride=«rows», cstride=«columns»)',
    "grey": 'ax.plot_surface(x, y, z, color="lightgray", edgecolor="dimgray", lw=0.3, rstride=«rows», cstride=«columns»)',
    "see-through": 'ax.plot_surface(x, y, z, color="silver", alpha=0.4, lw=0)',
    "tinted": 'ax.plot_surface(x, y, z, cmap="«map!code»", alpha=0.8, rstride=«rows», cstride=«columns»)',
}
_OPAQUE = ("white", "grey", "tinted")
"""Looks without axes: three-dimensional matplotlib would draw them over the surface that hides them."""
_POLAR = "r, angle = np.meshgrid(np.linspace(0, {r:g}, 31), np.linspace(0, 2 * np.pi, 61))\nx, y = r * np.cos(angle), r * np.sin(angle)\n"
_SQUARE = "x, y = np.meshgrid(np.linspace(-{r:g}, {r:g}, 41), np.linspace(-{r:g}, {r:g}, 41))\n"
_CUT = """
# Horizontal plane «z!code», and the curve in which it cuts the surface.
u = «cut» * np.array([[-1, 1], [-1, 1]])
ax.plot_surface(u, u.T, np.full((2, 2), float(«height»)), color="gray", alpha=0.3)
t = np.linspace(0, 2 * np.pi, 200)
ax.plot(«a» * np.cos(t), «b» * np.sin(t), «height», color="black", lw=2)
"""
_LEVELS = """
# Level curves on the floor.
ax.contour(x, y, z, levels=«count», zdir="z", offset=«low», colors="gray", linewidths=0.8)
"""
_POINT = """
# A point of the surface with the normal there.
px, py, pz = «point»
ax.plot([px], [py], [pz], "ko", ms=5)
ax.quiver(px, py, pz, *«normal», color="black", lw=1.8, arrow_length_ratio=0.15)
ax.text(px, py + 0.25, pz - 0.25, «name», fontsize=14, ha="center", va="center")
ax.text(px + «nx», py + «ny», pz + «nz», r"$\\vec{n}$", fontsize=14, ha="center", va="center")
"""
_FORMULA = """ax.text2D(0.5, 0.02, r"«tex!code»", fontsize=15, ha="center", transform=ax.transAxes)
"""


@dataclass(frozen=True, slots=True)
class _Surface:
    """A surface: kind, equation, the lines that compute x, y, z, its reach and what a plane z = height cuts."""

    kind: str
    tex: str
    grid: str
    reach: float
    low: float
    top: float
    cut: tuple[float, float, float] | None = None
    """(height, a, b): the plane z = height cuts an ellipse with half axes a (along x) and b."""
    is_graph: bool = False
    normal: tuple[tuple[float, float, float], tuple[float, float, float]] | None = None
    """A point and a normal there."""


@family("solid_geometry")
def surfaces(rng: Random, level: int) -> Drawing:
    """Quadric, saddle, ring or first-octant plane, with its equation, level curves, plane section or normal."""
    if rng.random() < 0.25:
        return octant_plane(rng, level)
    surface = rng.choice([s for s in _surfaces(rng) if level < 3 or s.cut or s.normal])
    more, labels, extras = "", [], []
    if level == 2 and surface.is_graph:
        more += fill(_LEVELS, count=rng.choice([5, 6, 8]), low=surface.low)
        extras.append("level curves")
    if level == 3 and surface.cut and (not surface.normal or rng.random() < 0.6):
        height, a, b = surface.cut
        more += fill(_CUT, z=f"z = {height:g}", cut=round(0.75 * surface.reach, 2), height=height, a=a, b=b)
        extras.append("plane section")
    elif level == 3 and surface.normal:
        point, normal = surface.normal
        name = rng.choice(["$P$", "$M$", "$A$"])
        nx, ny, nz = (round(1.15 * part, 2) for part in normal)
        more += fill(_POINT, point=point, normal=normal, name=name, nx=nx, ny=ny, nz=nz)
        labels += [name, r"$\vec{n}$"]
        extras.append("normal")
    with_formula = level > 1 and rng.random() < 0.7
    if with_formula:
        labels.append(surface.tex)
    look = rng.choice(["see-through", "grey wire"] if level == 3 else list(_LOOKS))
    with_axes = look not in _OPAQUE
    look_code = fill(_LOOKS[look], rows=2, columns=2, map=rng.choice(["gray", "viridis", "Blues"])).rstrip("\n")
    top = round(1.1 * surface.top + 0.4 * surface.reach * (surface.kind != "torus"), 1)
    ratio = round(min(1.3, (top - surface.low) / (2 * surface.reach)), 2)
    program = fill(
        _TEMPLATE,
        fontset=rng.choice(FONTSETS),
        grid=surface.grid,
        size=rng.choice([(5, 5), (5.5, 5), (5, 5.5)]) if ratio > 0.7 else (5.5, 4),
        surface=look_code,
        more=more + "\n" if more else "",
        axes=fill(AXES_CODE, reach=surface.reach, height=top).strip("\n") if with_axes else "",
        formula=fill(_FORMULA, tex=surface.tex) if with_formula else "",
        reach=surface.reach,
        low=surface.low,
        top=top,
        ratio=ratio,
        elev=rng.choice([18, 22, 25]),
        azim=rng.choice([25, 30, 40, 50]),
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [*labels, *(["$x$", "$y$", "$z$"] if with_axes else [])],
        "counts": {"surfaces": 1, "extras": len(extras)},
        "values": {"surface": surface.kind, "equation": surface.tex, "look": look},
        "relations": [["with", extra] for extra in extras],
    }
    return Drawing(program, facts)


def _surfaces(rng: Random) -> list[_Surface]:
    """Return the surfaces to choose from, each with sizes of its own."""
    a = rng.choice([1, 1.5, 2])
    polar2 = _POLAR.format(r=2)
    sphere = f"u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 49), np.linspace(0, np.pi, 25))\nx = {a + 1:g} * np.cos(u) * np.sin(v)\ny = 2 * np.sin(u) * np.sin(v)\nz = 2 * np.cos(v)"
    ball = "sphere" if a == 1 else "ellipsoid"
    ball_tex = "$x^2+y^2+z^2=4$" if a == 1 else rf"$\frac{{x^2}}{{{(a + 1) ** 2:g}}}+\frac{{y^2}}{{4}}+\frac{{z^2}}{{4}}=1$"
    sheet = "u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 49), np.linspace(-1.2, 1.2, 25))\n"
    return [
        _Surface("paraboloid", "$z=x^2+y^2$", polar2 + "z = x**2 + y**2", 2.8, 0, 4, (2.25, 1.5, 1.5), True, ((0, 1, 1), (0, 1, -0.5))),
        _Surface("turned paraboloid", "$z=4-x^2-y^2$", polar2 + "z = 4 - x**2 - y**2", 2.8, 0, 4, (1.75, 1.5, 1.5), True, ((1, 1, 2), (0.8, 0.8, 0.4))),
        _Surface("cone", r"$z=\sqrt{x^2+y^2}$", polar2 + "z = np.sqrt(x**2 + y**2)", 2.8, 0, 2, (1, 1, 1), True),
        _Surface("double cone", "$z^2=x^2+y^2$", "r, angle = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(0, 2 * np.pi, 61))\nx, y, z = r * np.cos(angle), r * np.sin(angle), r", 2.8, -2, 2, (1.2, 1.2, 1.2)),
        _Surface("saddle", "$z=x^2-y^2$", _SQUARE.format(r=1.5) + "z = x**2 - y**2", 2.2, -2.25, 2.25, None, True, ((0, 0, 0), (0, 0, 1.4))),
        _Surface("monkey saddle", "$z=x^3-3xy^2$", _SQUARE.format(r=1) + "z = x**3 - 3 * x * y**2", 1.5, -2, 2, None, True),
        _Surface("wave", r"$z=\sin\sqrt{x^2+y^2}$", _POLAR.format(r=8) + "z = np.sin(np.sqrt(x**2 + y**2))", 10, -2, 3, None, True),
        _Surface("bell", r"$z=2e^{-x^2-y^2}$", _SQUARE.format(r=2) + "z = 2 * np.exp(-(x**2) - y**2)", 2.8, 0, 2, (1, 0.833, 0.833), True),
        _Surface(ball, ball_tex, sphere, 3.2 if a == 1 else 3.8, -2, 2.2, (1, round((a + 1) * 0.866, 3), 1.732)),
        _Surface("hyperboloid of one sheet", "$x^2+y^2-z^2=1$", sheet + "x, y, z = np.cosh(v) * np.cos(u), np.cosh(v) * np.sin(u), np.sinh(v)", 2.6, -1.51, 1.51, (0.75, 1.25, 1.25)),
        _Surface("cylinder", "$x^2+y^2=4$", "u, z = np.meshgrid(np.linspace(0, 2 * np.pi, 49), np.linspace(0, 4, 13))\nx, y = 2 * np.cos(u), 2 * np.sin(u)", 3, 0, 4, (2, 2, 2)),
        _Surface("parabolic cylinder", "$z=4-x^2$", _SQUARE.format(r=2) + "z = 4 - x**2", 3, 0, 4, None, True, ((1, 0.5, 3), (1.2, 0, 0.6))),
        _Surface("torus", rf"$(\sqrt{{x^2+y^2}}-2)^2+z^2={0.64 if a < 2 else 1:g}$", "u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 61), np.linspace(0, 2 * np.pi, 25))\n" + f"r = 2 + {0.8 if a < 2 else 1:g} * np.cos(v)\nx, y, z = r * np.cos(u), r * np.sin(u), {0.8 if a < 2 else 1:g} * np.sin(v)", 3.8, -1.6, 2),
        _Surface("helicoid", r"$x=r\cos t,\;y=r\sin t,\;z=t/2$", "r, t = np.meshgrid(np.linspace(-2, 2, 21), np.linspace(0, 2 * np.pi, 61))\nx, y, z = r * np.cos(t), r * np.sin(t), 0.5 * t", 2.8, 0, 3.2),
    ]
