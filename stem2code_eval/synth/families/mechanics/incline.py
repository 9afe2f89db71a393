"""Blocks on inclined planes, with the forces that hold them at rest."""

from math import cos, radians, sin, tan
from random import Random

from stem2code_eval.synth.families.textbook import ARROW, HATCHED, IMPORTS, PULLEY, canvas, program
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_SETUP = """
plt.rcParams["font.size"] = 14
plt.rcParams["mathtext.fontset"] = "«fontset!code»"

theta = np.radians(«angle»)
side = «side»                     # 1: the slope rises to the right, -1: to the left
base = «base»
foot = np.array([0, 0])
corner = np.array([side * base, 0])
top = np.array([side * base, base * np.tan(theta)])
up = np.array([side * np.cos(theta), np.sin(theta)])       # along the slope
out = np.array([-side * np.sin(theta), np.cos(theta)])     # away from the slope

fig = plt.figure(figsize=«size»)
ax = fig.add_axes([0, 0, 1, 1])
ax.add_patch(plt.Polygon([foot, corner, top], fc="«wedge!code»", ec="black", lw=1.5))
"""

_ANGLE = """
turn = np.linspace(0, theta, 30)
ax.plot(0.8 * side * np.cos(turn), 0.8 * np.sin(turn), color="black", lw=1)
ax.text(1.3 * side * np.cos(theta / 2), 1.3 * np.sin(theta / 2), «name», ha="center", va="center")
"""

_BLOCK = """
start = «place» * up
block = [start, start + «width» * up, start + «width» * up + «height» * out, start + «height» * out]
ax.add_patch(plt.Polygon(block, fc="«fill!code»", ec="black", lw=1.5))
centre = np.mean(block, axis=0)
"""

_BALL = """
radius = «height» / 2
centre = «place» * up + radius * out
ax.add_patch(plt.Circle(centre, radius, fc="«fill!code»", ec="black", lw=1.5))
"""

_FORCES = """
weight = «weight»
forces = {
«lines!code»
}
ax.plot(*centre, "ko", ms=4)
for name, force in forces.items():
    arrow(ax, centre, centre + force)
    tip = centre + force + 0.3 * force / np.linalg.norm(force)
    ax.text(*tip, name, ha="center", va="center")
"""

_COMPONENTS = """
down_slope = -weight * np.sin(theta) * up
into_slope = -weight * np.cos(theta) * out
for part in (down_slope, into_slope):
    ax.plot(*zip(centre, centre + part), "k--", lw=1.2)
    ax.plot(*zip(centre + part, centre + down_slope + into_slope), "k:", lw=1)
ax.text(*(centre + down_slope - 0.25 * up + 0.2 * out), r"$G_1$", ha="center", va="center")
ax.text(*(centre + into_slope + 0.36 * up - 0.15 * out), r"$G_2$", ha="center", va="center")
"""

_END = """
ax.set_xlim(«left», «right»)
ax.set_ylim(«bottom», «top»)
ax.set_aspect("equal")
ax.axis("off")
plt.show()
"""

_GROUND = "hatched(ax, («left», 0), («right», 0), step=0.3)"

# What holds the block: name -> force in units of the weight, as source text; G stands for the weight.
_HELD = {
    "friction": {"N": "weight * np.cos(theta) * out", "f": "weight * np.sin(theta) * up"},
    "pull": {"N": "weight * np.cos(theta) * out", "F": "weight * np.sin(theta) * up"},
    "push": {"N": "weight / np.cos(theta) * out", "F": "weight * np.tan(theta) * np.array([side, 0])"},
    "pull_against_friction": {
        "N": "weight * np.cos(theta) * out",
        "F": "weight * (np.sin(theta) + 0.55) * up",
        "f": "-0.55 * weight * up",
    },
}


def _force_lines(held: dict[str, str], weight_name: str) -> str:
    forces = {weight_name: "np.array([0, -weight])"} | {f"${name}$": code for name, code in held.items()}
    return "\n".join(f'    "{name}": {code},' for name, code in forces.items())


def _single(rng: Random, level: int) -> Drawing:
    angle, side = rng.choice([30, 32, 35, 37, 40, 42]), rng.choice([1, -1])
    kinds = ["friction", "pull", "push"] if level == 1 else ["friction", "pull", "pull_against_friction"]
    held = _HELD[kind := rng.choice(kinds)]
    angle_name = rng.choice([r"$\theta$", r"$\alpha$", rf"${angle}^\circ$"])
    weight_name = "$G$" if level == 2 else rng.choice(["$G$", "$mg$", "$W$"])
    shape = rng.choice(["block", "block", "ball"]) if kind != "friction" else "block"
    base, height, width = 6.0, rng.choice([0.7, 0.8, 0.9]), rng.choice([1.0, 1.1, 1.2])
    place = rng.choice([3.6, 3.8, 4.0])
    tilt = radians(angle)
    centre_height = (place + width / 2) * sin(tilt) + height / 2 * cos(tilt)
    weight = round(centre_height - rng.choice([0.8, 1.0]), 1)
    ground, with_parts = rng.random() < 0.5, level == 2 and kind != "pull_against_friction"
    highest = max(base * tan(tilt), centre_height + weight) + 0.4
    left, right = (-0.8, base + 0.6) if side == 1 else (-base - 0.6, 0.8)
    if kind == "push" or kind == "pull_against_friction":
        left, right = left - 0.2, right + 0.2
    bottom = -0.8
    body = program(
        IMPORTS,
        ARROW,
        HATCHED if ground else "",
        fill(
            _SETUP,
            angle=angle,
            side=side,
            base=base,
            fontset=rng.choice(["cm", "stix"]),
            wedge=rng.choice(["white", "white", "0.9"]),
            size=canvas(left, right, bottom, highest, 0.72),
        ),
        fill(_GROUND, left=left + 0.2, right=right - 0.2) if ground else "",
        fill(_ANGLE, name=angle_name),
        fill(
            _BLOCK if shape == "block" else _BALL,
            place=place,
            width=width,
            height=height,
            fill=rng.choice(["white", "lightgray"]),
        ),
        fill(_FORCES, weight=weight, lines=_force_lines(held, weight_name)),
        _COMPONENTS if with_parts else "",
        fill(_END, left=left, right=right, bottom=bottom, top=round(highest, 1)),
    )
    labels = [angle_name, weight_name, *(f"${name}$" for name in held)]
    labels += ["$G_1$", "$G_2$"] if with_parts else []
    facts: Facts = {
        "labels": labels,
        "counts": {"bodies": 1, "forces": len(held) + 1, "components": 2 if with_parts else 0, "planes": 1},
        "values": {"angle_deg": angle, "weight": weight},
        "relations": [["rests_on", shape, "plane"], ["in_equilibrium", shape]],
    }
    return Drawing(body, facts)


_HANGING = """
drop = «drop»
h = «height»
r = 0.32
pulley_centre = top + 0.45 * up + (h / 2 - r) * out
ax.plot(*zip(top, pulley_centre), color="black", lw=2.5)
pulley(ax, pulley_centre, r)
rope_end = pulley_centre + np.array([side * r, -drop])
ax.plot(*zip(start + «width» * up + h / 2 * out, pulley_centre + r * out), color="black", lw=1.2)
ax.plot(*zip(pulley_centre + np.array([side * r, 0]), rope_end), color="black", lw=1.2)
ax.add_patch(plt.Rectangle(rope_end - np.array([0.4, 0.8]), 0.8, 0.8, fc="«fill!code»", ec="black", lw=1.5))
"""

_MASS_NAMES = """
ax.text(*centre, «first», ha="center", va="center")
ax.text(rope_end[0], rope_end[1] - 0.4, «second», ha="center", va="center")
"""

_LOADS = """
weights = {"$m_1 g$": (centre, 1.3), "$m_2 g$": (rope_end + np.array([0, -0.4]), 1.3 * np.sin(theta))}
for name, (body, size) in weights.items():
    ax.plot(*body, "ko", ms=4)
    arrow(ax, body, body + np.array([0, -size]))
    ax.text(body[0] + side * 0.7, body[1] - size, name, ha="center", va="center")
"""


def _hanging(rng: Random) -> Drawing:
    angle, side = rng.choice([25, 30, 35, 37]), rng.choice([1, -1])
    base, width, height = 5.5, rng.choice([1.1, 1.3]), rng.choice([0.8, 0.9])
    with_loads = rng.random() < 0.6
    peak = base * tan(radians(angle))
    drop = round(peak * rng.choice([0.35, 0.45, 0.5]), 1)
    angle_name = rng.choice([r"$\theta$", r"$\alpha$", rf"${angle}^\circ$"])
    names = rng.choice([("$m_1$", "$m_2$"), ("$A$", "$B$"), ("$m$", "$M$")])
    left, right = (-0.8, base + 2.1) if side == 1 else (-base - 2.1, 0.8)
    body = program(
        IMPORTS,
        ARROW if with_loads else "",
        PULLEY,
        HATCHED,
        fill(
            _SETUP,
            angle=angle,
            side=side,
            base=base,
            fontset=rng.choice(["cm", "stix"]),
            wedge=rng.choice(["white", "0.93"]),
            size=canvas(left, right, -0.8, peak + 1.2, 0.72),
        ),
        fill(_GROUND, left=left + 0.2, right=right - 0.2),
        fill(_ANGLE, name=angle_name),
        fill(_BLOCK, place=rng.choice([2.4, 2.7, 3.0]), width=width, height=height, fill="white"),
        fill(_HANGING, drop=drop, height=height, width=width, fill="white"),
        _LOADS if with_loads else fill(_MASS_NAMES, first=names[0], second=names[1]),
        fill(_END, left=left, right=right, bottom=-0.8, top=round(peak + 1.2, 1)),
    )
    drawn = ["$m_1 g$", "$m_2 g$"] if with_loads else list(names)
    facts: Facts = {
        "labels": [angle_name, *drawn],
        "counts": {"bodies": 2, "forces": 2 if with_loads else 0, "pulleys": 1, "planes": 1},
        "values": {"angle_deg": angle},
        "relations": [["rests_on", "first", "plane"], ["joined_by_rope", "first", "second"]],
    }
    return Drawing(body, facts)


_DOUBLE = """
plt.rcParams["font.size"] = 14
plt.rcParams["mathtext.fontset"] = "cm"

slopes = np.radians([«left_angle», «right_angle»])
height = «peak»
apex = np.array([0, height])
feet = [np.array([-height / np.tan(slopes[0]), 0]), np.array([height / np.tan(slopes[1]), 0])]
r, h, w = 0.3, «block_height», «block_width»

fig = plt.figure(figsize=«size»)
ax = fig.add_axes([0, 0, 1, 1])
ax.add_patch(plt.Polygon([feet[0], apex, feet[1]], fc="white", ec="black", lw=1.5))
hatched(ax, (feet[0][0] - 0.5, 0), (feet[1][0] + 0.5, 0), step=0.3)

downs = np.column_stack([[-1, 1] * np.cos(slopes), -np.sin(slopes)])
outs = np.column_stack([[-1, 1] * np.sin(slopes), np.cos(slopes)])
# Both strings run half a block above their slope and touch the pulley.
hub = apex + np.linalg.solve(outs, [h / 2 - r, h / 2 - r])
pulley(ax, hub, r)

names = «names»
places = «places»                 # distance of each block from the apex
for i in range(2):
    down, out = downs[i], outs[i]
    near = apex + places[i] * down
    block = [near, near + w * down, near + w * down + h * out, near + h * out]
    ax.add_patch(plt.Polygon(block, fc="«fill!code»", ec="black", lw=1.5))
    ax.text(*np.mean(block, axis=0), names[i], ha="center", va="center")
    ax.plot(*zip(hub + r * out, near + h / 2 * out), color="black", lw=1.2)

for foot, slope, inward, name in zip(feet, slopes, [1, -1], «angle_names»):
    turn = np.linspace(0, slope, 30)
    ax.plot(foot[0] + 0.7 * inward * np.cos(turn), 0.7 * np.sin(turn), color="black", lw=1)
    label_at = (foot[0] + 1.15 * inward * np.cos(slope / 2), 1.15 * np.sin(slope / 2))
    ax.text(*label_at, name, ha="center", va="center")
"""


def _double(rng: Random) -> Drawing:
    angles = rng.sample([30, 37, 45, 53, 60], 2)
    peak = 3.2
    names = rng.choice([["$A$", "$B$"], ["$m_1$", "$m_2$"], ["$M$", "$m$"]])
    angle_names = rng.choice([[r"$\alpha$", r"$\beta$"], [rf"${a}^\circ$" for a in angles]])
    left, right = -peak / tan(radians(angles[0])) - 0.8, peak / tan(radians(angles[1])) + 0.8
    body = program(
        IMPORTS,
        PULLEY,
        HATCHED,
        fill(
            _DOUBLE,
            left_angle=angles[0],
            right_angle=angles[1],
            peak=peak,
            block_height=0.8,
            block_width=rng.choice([0.9, 1.1]),
            size=canvas(left, right, -0.7, peak + 0.9, 0.75),
            names=names,
            angle_names=angle_names,
            places=[rng.choice([0.9, 1.2]), rng.choice([0.9, 1.2])],
            fill=rng.choice(["white", "0.85"]),
        ),
        fill(_END, left=round(left, 1), right=round(right, 1), bottom=-0.7, top=peak + 0.9),
    )
    facts: Facts = {
        "labels": [*names, *angle_names],
        "counts": {"bodies": 2, "forces": 0, "pulleys": 1, "planes": 2},
        "values": {"angles_deg": angles},
        "relations": [["joined_by_rope", names[0], names[1]]],
    }
    return Drawing(body, facts)


@family("mechanics")
def inclined_plane(rng: Random, level: int) -> Drawing:
    """A block or ball at rest on an inclined plane: forces, components, or a pulley with a second block."""
    if level < 3:
        return _single(rng, level)
    return _hanging(rng) if rng.random() < 0.55 else _double(rng)
