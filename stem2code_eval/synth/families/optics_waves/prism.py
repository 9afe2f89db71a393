"""A prism that bends a ray twice."""

from math import asin, cos, degrees, radians, sin
from random import Random

from stem2code_eval.synth.families.optics_waves.parts import ANGLE_MARK, DASHED, RAY
from stem2code_eval.synth.families.textbook import (
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, fill

_PRISM = """
apex = np.radians(«apex»)
n = «n»
i1 = np.radians(«incidence»)
r1 = np.arcsin(np.sin(i1) / n)
r2 = apex - r1
i2 = np.arcsin(n * np.sin(r2))
deviation = i1 + i2 - apex

side = «side_length»
tip = np.array([0, side * np.cos(apex / 2)])
left = np.array([-side * np.sin(apex / 2), 0])
right = np.array([side * np.sin(apex / 2), 0])
ax.add_patch(plt.Polygon([left, tip, right], fc="«tint!code»", ec="black", lw=1.5))


def direction(degrees):
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


left_normal = 180 - «apex» / 2            # outward normals, as angles in degrees
right_normal = «apex» / 2
P = left + «entry» * (tip - left)
inside = left_normal - 180 + np.degrees(r1)
incoming = left_normal - 180 + np.degrees(i1)
# The ray inside meets the right face at Q.
reach = np.linalg.solve(np.column_stack([direction(inside), tip - right]), tip - P)[0]
Q = P + reach * direction(inside)
outgoing = right_normal - np.degrees(i2)

ray(ax, P - 2.1 * direction(incoming), P)
ray(ax, P, Q)
ray(ax, Q, Q + 2.3 * direction(outgoing))
for point, normal in ((P, left_normal), (Q, right_normal)):
    dashed(ax, point - 0.9 * direction(normal), point + 1.2 * direction(normal))
"""

_DEVIATION = """
cross = np.linalg.solve(np.column_stack([direction(incoming), direction(outgoing)]), Q - P)[0]
D = P + cross * direction(incoming)
dashed(ax, P, D + 1.4 * direction(incoming))
dashed(ax, D, Q)
angle_mark(ax, D, incoming, outgoing, 0.9, r"$\\delta$")
"""

_NAMES = """
angle_mark(ax, tip, -90 - «apex» / 2, -90 + «apex» / 2, 0.5, «apex_name»)
angle_mark(ax, P, left_normal, 180 + incoming, 0.6, «first», push=0.3)
angle_mark(ax, Q, right_normal, outgoing, 0.6, «second», push=0.3)
ax.text(0, 0.3, "$n$", ha="center", va="center")
"""


def prism(rng: Random) -> Drawing:
    """Return a ray through an isosceles prism, with Snell's law at both faces."""
    apex, n = rng.choice([(60, 1.5), (60, 1.6), (50, 1.6), (45, 1.5), (60, 1.4)])
    incidence = rng.choice([45, 50, 55, 60]) if apex > 50 else rng.choice([40, 45, 50])
    first, second, apex_name = rng.choice([("$i_1$", "$i_2$", "$A$"), (r"$\theta_1$", r"$\theta_2$", r"$\alpha$")])
    with_deviation = apex == 60 and rng.random() < 0.65
    entry, side = rng.choice([0.45, 0.5]), 4.2
    tilt = radians(apex / 2)
    r1 = asin(sin(radians(incidence)) / n)
    i2 = asin(n * sin(radians(apex) - r1))
    start = (-side * sin(tilt) * (1 - entry), side * cos(tilt) * entry)
    heading = radians(-apex / 2) + r1
    # Q = start + t (cos, sin) on the right face: x / sin(tilt) + y / cos(tilt) = side.
    t = (side - start[0] / sin(tilt) - start[1] / cos(tilt)) / (cos(heading) / sin(tilt) + sin(heading) / cos(tilt))
    leave = (start[0] + t * cos(heading), start[1] + t * sin(heading))
    before, after = radians(-apex / 2 + incidence), tilt - i2
    path = [
        (start[0] - 2.1 * cos(before), start[1] - 2.1 * sin(before)),
        start,
        leave,
        (leave[0] + 2.3 * cos(after), leave[1] + 2.3 * sin(after)),
    ]
    half = round(max(abs(path[0][0]), abs(path[3][0])) + 0.3, 1)
    lowest = round(min(0.0, path[0][1], path[3][1]) - 0.4, 1)
    limits = {"left": -half, "right": half, "bottom": lowest, "top": round(side * cos(tilt) + 0.4, 1)}
    text = program(
        IMPORTS,
        RAY,
        DASHED,
        ANGLE_MARK,
        figure_block(rng, limits, unit=0.85, font=rng.choice([COMPUTER_MODERN, STIX])),
        fill(
            _PRISM,
            apex=apex,
            n=n,
            incidence=incidence,
            side_length=side,
            tint=rng.choice(["white", "0.95", "0.9"]),
            entry=entry,
        ),
        _DEVIATION if with_deviation else "",
        fill(_NAMES, apex=apex, apex_name=apex_name, first=first, second=second),
        'fig.savefig("figure.png")',
    )
    facts: Facts = {
        "labels": [apex_name, first, second, "$n$", *([r"$\delta$"] if with_deviation else [])],
        "counts": {"rays": 3, "normals": 2, "interfaces": 2},
        "values": {
            "prism_index": n,
            "apex_deg": apex,
            "incidence_deg": incidence,
            "deviation_deg": round(incidence + degrees(i2) - apex, 4),
            "prism_path": [[round(c, 4) for c in p] for p in path],
        },
        "relations": [["deviated_toward", "ray", "base"]],
    }
    return Drawing(text, facts)
