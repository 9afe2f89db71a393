"""Reflection and refraction at plane interfaces: one surface, a mirror, a slab, layers, a prism."""

from math import asin, cos, degrees, radians, sin, tan
from random import Random

from stem2code_eval.synth.families.optics_waves.mirrors import corner_mirror, plane_mirror
from stem2code_eval.synth.families.optics_waves.parts import ANGLE_MARK, DASHED, RAY
from stem2code_eval.synth.families.optics_waves.prism import prism
from stem2code_eval.synth.families.textbook import (
    CHINESE_FONT,
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_MEDIA = {"air": (1.0, "空气"), "water": (1.33, "水"), "glass": (1.5, "玻璃"), "diamond": (2.42, "金刚石")}
_END = 'fig.savefig("figure.png")'

_INTERFACE = """
n1, n2 = «n1», «n2»
theta1 = np.radians(«angle»)
theta2 = np.arcsin(n1 / n2 * np.sin(theta1))          # Snell's law
side = «side»                     # 1: the light comes from the left

ax.axhspan(«floor», 0, fc="«tint!code»")
ax.plot([-3, 3], [0, 0], color="black", lw=1.6)
dashed(ax, (0, -2.4), (0, 2.4))

O = np.array([0, 0])
source = 2.7 * np.array([-side * np.sin(theta1), np.cos(theta1)])
reflected = 2.7 * np.array([side * np.sin(theta1), np.cos(theta1)])
refracted = 2.7 * np.array([side * np.sin(theta2), -np.cos(theta2)])
ray(ax, source, O, at=0.5)
«reflection!code»
ray(ax, O, refracted)

incoming = 90 + side * «angle»
outgoing = -90 + side * np.degrees(theta2)
angle_mark(ax, O, 90, incoming, 0.7, «first», push=0.28)
angle_mark(ax, O, -90, outgoing, 0.9, «second», push=0.28)
ax.text(«name_x», 0.3, «upper», ha="center", va="center")
ax.text(«name_x», -0.35, «lower», ha="center", va="center")
ax.text(-0.2 * side, -0.25, "$O$", ha="center", va="center")
"""

_RAY_NAMES = """
for end, name in ((source, "入射光"), (reflected, "反射光"), (refracted, "折射光")):
    ax.text(*(1.06 * end), name, ha="center", va="bottom" if end[1] > 0 else "top", fontsize=12)
ax.text(0, 2.5, "法线", ha="center", va="bottom", fontsize=12)
"""


def _interface(rng: Random) -> Drawing:
    first, second = rng.choice([("air", "water"), ("air", "glass"), ("water", "air"), ("glass", "air")])
    n1, n2 = _MEDIA[first][0], _MEDIA[second][0]
    angle = rng.choice([45, 50, 55, 60]) if n1 < n2 else rng.choice([25, 30, 35])
    theta2 = asin(n1 / n2 * sin(radians(angle)))
    side, chinese = rng.choice([1, -1]), rng.random() < 0.4
    reflects = chinese or rng.random() < 0.6
    names = rng.choice([(r"$\theta_1$", r"$\theta_2$"), ("$i$", "$r$"), (r"$\alpha$", r"$\beta$")])
    media = (_MEDIA[first][1], _MEDIA[second][1]) if chinese else ("$n_1$", "$n_2$")
    source = (-2.7 * side * sin(radians(angle)), 2.7 * cos(radians(angle)))
    target = (2.7 * side * sin(theta2), -2.7 * cos(theta2))
    limits = {"left": -3.2, "right": 3.2, "bottom": -3.2, "top": 3.1}
    text = program(
        IMPORTS,
        RAY,
        DASHED,
        ANGLE_MARK,
        figure_block(rng, limits, unit=0.78, font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX])),
        fill(
            _INTERFACE,
            n1=n1,
            n2=n2,
            angle=angle,
            side=side,
            floor=-3.2,
            tint="0.92" if n2 > n1 else "white",
            reflection="ray(ax, O, reflected)" if reflects else "",
            first=names[0],
            second=names[1],
            name_x=-2.6 * side,
            upper=media[0],
            lower=media[1],
        ).replace("\n\nray(ax, O, refracted)", "\nray(ax, O, refracted)"),
        _RAY_NAMES if chinese else "",
        _END,
    )
    facts: Facts = {
        "labels": [*names, *media, "$O$", *(["入射光", "反射光", "折射光", "法线"] if chinese else [])],
        "counts": {"rays": 2 + reflects, "normals": 1, "interfaces": 1},
        "values": {
            "indices": [n1, n2],
            "angles_deg": [angle, round(degrees(theta2), 4)],
            "path": _path([source, (0.0, 0.0), target]),
        },
        "relations": [["refracted_toward_normal" if n2 > n1 else "refracted_away_from_normal", first, second]],
    }
    return Drawing(text, facts)


def _path(points: list[tuple[float, float]]) -> list[list[float]]:
    return [[round(x, 4), round(y, 4)] for x, y in points]


_LAYERS = """
indices = «indices»
thickness = «thickness»           # of the layers between the first and the last medium
theta = np.radians(«angle»)
invariant = indices[0] * np.sin(theta)                # n sin(theta) is the same in every layer

levels = -np.concatenate([[0], np.cumsum(thickness)])
for i, y in enumerate(levels):
    ax.plot([«left», «right»], [y, y], color="black", lw=1.5)
«shading!code»
point = np.array([0.0, 0.0])
ray(ax, point + 1.9 * np.array([-np.sin(theta), np.cos(theta)]), point)
angle_mark(ax, point, 90, 90 + np.degrees(theta), 0.6, «incident», push=0.25)
for n, y, depth in zip(indices[1:], levels, thickness + [1.4]):
    dashed(ax, point + [0, 0.9], point - [0, min(depth, 0.9)])
    bend = np.arcsin(invariant / n)
    following = point + depth * np.array([np.tan(bend), -1])
    ray(ax, point, following)
    point = following
for name, y in «names»:
    ax.text(«name_x», y, name, ha="center", va="center")
"""

_SHIFT = """
dashed(ax, (0, 0), «onward_length» * np.array([np.sin(theta), -np.cos(theta)]))
across = np.array([np.cos(theta), np.sin(theta)])
exit_point = point - 1.4 * np.array([np.tan(theta), -1])
start = exit_point + 1.25 * np.array([np.sin(theta), -np.cos(theta)])
gap = -start @ across
ax.plot(*zip(start, start + gap * across), color="black", lw=1)
ax.text(*(start - 0.22 * across), "$d$", ha="center", va="center")
"""


def _layers(rng: Random, level: int) -> Drawing:
    """A slab between two equal media (level 2) or a stack of layers (level 3)."""
    angle = rng.choice([45, 50, 55, 60])
    if level == 2:
        indices, thickness = [1.0, rng.choice([1.33, 1.5, 1.7]), 1.0], [rng.choice([1.6, 2.0, 2.3])]
    else:
        middle = rng.sample([1.33, 1.5, 1.7, 2.0], rng.choice([2, 3]))
        indices = [1.0, *middle, 1.0]
        thickness = [rng.choice([1.0, 1.2, 1.4]) for _ in middle]
    points = [(-1.9 * sin(radians(angle)), 1.9 * cos(radians(angle))), (0.0, 0.0)]
    for n, depth in zip(indices[1:], [*thickness, 1.4], strict=True):
        x, y = points[-1]
        points.append((x + depth * tan(asin(sin(radians(angle)) / n)), y - depth))
    left, right = -2.6, round(max(2.6, points[-1][0] + 0.6), 1)
    bottom = -round(sum(thickness) + 1.7, 1)
    chinese = rng.random() < 0.4 and level == 2
    tops = [0.35] + [-sum(thickness[:i]) - 0.35 for i in range(len(thickness) + 1)]
    if chinese:
        media = ["空气", "水" if indices[1] == 1.33 else "玻璃", "空气"]
    elif level == 2:
        media = ["$n_0$", "$n$", "$n_0$"]
    else:
        media = [f"$n_{i}$" for i in range(len(indices))]
    incident = rng.choice([r"$\theta$", "$i$", r"$\theta_1$"])
    shifted = level == 2 and rng.random() < 0.7
    shading = f'ax.axhspan(levels[-1], 0, fc="{rng.choice(["0.93", "0.88"])}")\n' if rng.random() < 0.7 else ""
    limits = {"left": left, "right": right, "bottom": bottom, "top": 1.8}
    text = program(
        IMPORTS,
        RAY,
        DASHED,
        ANGLE_MARK,
        figure_block(rng, limits, unit=0.85, font=CHINESE_FONT if chinese else COMPUTER_MODERN),
        fill(
            _LAYERS,
            indices=indices,
            thickness=thickness,
            angle=angle,
            left=left,
            right=right,
            shading=shading,
            incident=incident,
            names=[(name, round(y, 2)) for name, y in zip(media, tops, strict=True)],
            name_x=left + 0.7,
        ),
        fill(_SHIFT, onward_length=round((thickness[0] + 1.2) / cos(radians(angle)), 2)) if shifted else "",
        _END,
    )
    facts: Facts = {
        "labels": [incident, *media, *(["$d$"] if shifted else [])],
        "counts": {"rays": len(indices), "normals": len(thickness) + 1, "interfaces": len(thickness) + 1},
        "values": {"indices": indices, "angles_deg": [angle], "path": _path(points)},
        "relations": [["parallel", "incident ray", "emergent ray"]],
    }
    return Drawing(text, facts)


@family("optics_waves")
def refraction_interface(rng: Random, level: int) -> Drawing:
    """Light at plane surfaces: reflection, refraction by Snell's law, slabs, layers and prisms."""
    if level == 1:
        return _interface(rng) if rng.random() < 0.65 else plane_mirror(rng)
    if level == 2:
        return _layers(rng, level) if rng.random() < 0.6 else corner_mirror(rng)
    return _layers(rng, level) if rng.random() < 0.45 else prism(rng)
