"""Surfaces in space: quadrics, saddles, rings and planes, as wire or grey, with cuts, level curves and normals."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.curves import AXES_CODE
from stem2code_eval.synth.families.solid_geometry.octant import octant_plane
from stem2code_eval.synth.families.solid_geometry.quadrics import all_surfaces
from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES, FONTSETS
from stem2code_eval.synth.families.solid_geometry.text import tidy
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
_GRID = "rstride=2, cstride=2"
_LOOKS = {
    "wire": f'ax.plot_wireframe(x, y, z, color="black", lw=0.6, {_GRID})',
    "grey wire": f'ax.plot_wireframe(x, y, z, color="dimgray", lw=0.5, {_GRID})',
    "white": f'ax.plot_surface(x, y, z, color="white", edgecolor="black", lw=0.4, shade=False, {_GRID})',
    "grey": f'ax.plot_surface(x, y, z, color="lightgray", edgecolor="dimgray", lw=0.3, {_GRID})',
    "see-through": 'ax.plot_surface(x, y, z, color="silver", alpha=0.4, lw=0)',
    "tinted": f'ax.plot_surface(x, y, z, cmap="«map!code»", alpha=0.8, {_GRID})',
}
_OPAQUE = ("white", "grey", "tinted")
"""Looks without axes: three-dimensional matplotlib would draw them over the surface that hides them."""
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


@family("solid_geometry")
def surfaces(rng: Random, level: int) -> Drawing:
    """Quadric, saddle, ring or first-octant plane, with its equation, level curves, plane section or normal."""
    if rng.random() < 0.25:
        return octant_plane(rng, level)
    surface = rng.choice([s for s in all_surfaces(rng) if level < 3 or s.cut or s.normal])
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
    look_code = fill(_LOOKS[look], map=rng.choice(["gray", "viridis", "Blues"])).rstrip("\n")
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
        elev=rng.randint(17, 27),
        azim=rng.randint(5, 11) * 5,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [*labels, *(["$x$", "$y$", "$z$"] if with_axes else [])],
        "counts": {"surfaces": 1, "extras": len(extras)},
        "values": {"surface": surface.kind, "equation": surface.tex, "look": look},
        "relations": [["with", extra] for extra in extras],
    }
    return Drawing(tidy(program), facts)
