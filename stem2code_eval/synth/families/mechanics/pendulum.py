"""Pendulums: simple, with forces, on a peg, double, and a row of balls."""

from math import cos, radians, sin
from random import Random

from stem2code_eval.synth.families.textbook import ARROW, HATCHED, IMPORTS, figure_block, program
from stem2code_eval.synth.family import Drawing, Facts, fill

_PENDULUM = """
hatched(ax, (1.2, 0), (-1.2, 0))

length = «length»
theta = np.radians(«angle»)
pivot = np.array([0, 0])
bob = length * np.array([np.sin(theta), -np.cos(theta)])
rest = np.array([0, -length])

ax.plot(*zip(pivot, bob), color="black", lw=1.3)
ax.plot(*zip(pivot, rest), "k--", lw=1)
swing = np.linspace(-abs(theta), abs(theta), 80)
ax.plot(length * np.sin(swing), -length * np.cos(swing), "k:", lw=1)
ax.add_patch(plt.Circle(bob, 0.2, fc="«fill!code»", ec="black", lw=1.5, zorder=3))
«ghosts!code»
small = np.linspace(0, theta, 30)
ax.plot(0.9 * np.sin(small), -0.9 * np.cos(small), color="black", lw=1)
ax.text(1.25 * np.sin(theta / 2), -1.25 * np.cos(theta / 2), «angle_name», ha="center", va="center")
side = np.array([np.cos(theta), np.sin(theta)]) * np.sign(theta)
ax.text(*(bob / 2 + 0.3 * side), «length_name», ha="center", va="center")
"""

_GHOSTS = """
for ghost in (rest, bob * [-1, 1]):
    ax.add_patch(plt.Circle(ghost, 0.2, fc="white", ec="black", lw=1, ls="--", zorder=3))
ax.plot(*zip(pivot, bob * [-1, 1]), "k--", lw=1)
for place, name in ((bob, "$A$"), (rest, "$O$"), (bob * [-1, 1], "$B$")):
    ax.text(place[0] * 1.09, place[1] * 1.09 - 0.1, name, ha="center", va="center")
"""

_FORCES = """
weight = 1.5
tension = weight * np.cos(theta)         # at the turning point
toward = -bob / length
tangent = np.array([-np.cos(theta), -np.sin(theta)]) * np.sign(theta)
forces = {
    "$T$": tension * toward,
    "$mg$": np.array([0, -weight]),
}
for name, force in forces.items():
    arrow(ax, bob, bob + force)
ax.text(*(bob + forces["$T$"] + 0.35 * -tangent), "$T$", ha="center", va="center")
ax.text(*(bob + forces["$mg$"] + [0, -0.25]), "$mg$", ha="center", va="center")
"""

_PEG = """
peg = np.array([0, -«depth»])
short = length - «depth»
ax.plot(*peg, "ko", ms=6)
ax.text(peg[0] + 0.3 * np.sign(theta), peg[1], "$P$", ha="center", va="center")
catch = -np.sign(theta) * np.linspace(0, np.radians(«catch»), 40)
ax.plot(peg[0] + short * np.sin(catch), peg[1] - short * np.cos(catch), "k:", lw=1)
end = peg + short * np.array([np.sin(catch[-1]), -np.cos(catch[-1])])
ax.plot(*zip(peg, end), "k--", lw=1)
ax.add_patch(plt.Circle(end, 0.2, fc="white", ec="black", lw=1, ls="--", zorder=3))
"""

_DOUBLE = """
hatched(ax, (1.2, 0), (-1.2, 0))

lengths = «lengths»
angles = np.radians(«angles»)
joint = np.array([0.0, 0.0])
for i, (length, angle) in enumerate(zip(lengths, angles), start=1):
    bob = joint + length * np.array([np.sin(angle), -np.cos(angle)])
    ax.plot(*zip(joint, bob), color="black", lw=1.3)
    ax.plot([joint[0], joint[0]], [joint[1], joint[1] - 1.4], "k--", lw=1)
    turn = np.linspace(0, angle, 30)
    ax.plot(joint[0] + 0.8 * np.sin(turn), joint[1] - 0.8 * np.cos(turn), color="black", lw=1)
    label_at = joint + 1.15 * np.array([np.sin(angle / 2), -np.cos(angle / 2)])
    ax.text(*label_at, rf"$\\theta_{i}$", ha="center", va="center", fontsize=13)
    side = np.array([np.cos(angle), np.sin(angle)]) * np.sign(angle)
    ax.text(*(joint + 0.62 * (bob - joint) + 0.32 * side), f"$l_{i}$", ha="center", va="center")
    ax.text(*(bob + 0.5 * side), f"$m_{i}$", ha="center", va="center")
    joint = bob
    ax.add_patch(plt.Circle(bob, 0.2, fc="«fill!code»", ec="black", lw=1.5, zorder=3))
"""


def pendulum(rng: Random, level: int) -> Drawing:
    """Return a pendulum: plain (level 1), with forces or turning points (2), with a peg or double (3)."""
    if level == 3 and rng.random() < 0.5:
        return _double(rng)
    angle = rng.choice([22, 25, 28, 30, 35, 40]) * rng.choice([1, -1])
    length = rng.choice([3.6, 4.0, 4.4])
    extra = {1: "", 2: rng.choice(["forces", "ghosts"]), 3: "peg"}[level]
    angle_name, length_name = rng.choice([r"$\theta$", r"$\alpha$"]), rng.choice(["$l$", "$L$"])
    reach = length * sin(radians(abs(angle))) + 0.8
    deepest = length + (1.9 if extra == "forces" else 0.7)
    limits = {"left": -round(reach, 1), "right": round(reach, 1), "bottom": -round(deepest, 1), "top": 0.6}
    depth, catch = rng.choice([1.8, 2.1, 2.4]), rng.choice([40, 50, 60])
    more = {"forces": _FORCES, "peg": fill(_PEG, depth=depth, catch=catch)}.get(extra, "")
    text = program(
        IMPORTS,
        ARROW if extra == "forces" else "",
        HATCHED,
        figure_block(rng, limits, unit=0.85),
        fill(
            _PENDULUM,
            length=length,
            angle=angle,
            fill=rng.choice(["black", "0.7", "white"]),
            ghosts=_GHOSTS.lstrip("\n") if extra == "ghosts" else "",
            angle_name=angle_name,
            length_name=length_name,
        ),
        more,
        "plt.show()",
    )
    names = {"forces": ["$T$", "$mg$"], "ghosts": ["$A$", "$O$", "$B$"], "peg": ["$P$"]}.get(extra, [])
    facts: Facts = {
        "labels": [angle_name, length_name, *names],
        "counts": {"pendulums": 1, "forces": 2 * (extra == "forces"), "pegs": int(extra == "peg")},
        "values": {"angle_deg": abs(angle), "length": length},
        "relations": [["hangs_from", "bob", "ceiling"]],
    }
    return Drawing(text, facts)


def _double(rng: Random) -> Drawing:
    lengths = [rng.choice([2.2, 2.5]), rng.choice([2.0, 2.3])]
    angles = [rng.choice([25, 30, 35]), rng.choice([40, -35, 50, -30])]
    flip = rng.choice([1, -1])
    angles = [flip * a for a in angles]
    xs, depth, x = [-1.2, 1.2], 0.0, 0.0
    for length, angle in zip(lengths, angles, strict=True):
        x, depth = x + length * sin(radians(angle)), depth + length * cos(radians(angle))
        xs.append(x)
    limits = {
        "left": round(min(xs) - 0.9, 1),
        "right": round(max(xs) + 0.9, 1),
        "bottom": -round(depth + 0.7, 1),
        "top": 0.6,
    }
    text = program(
        IMPORTS,
        HATCHED,
        figure_block(rng, limits, unit=0.95),
        fill(_DOUBLE, lengths=lengths, angles=angles, fill=rng.choice(["black", "white"])),
        "plt.show()",
    )
    facts: Facts = {
        "labels": [rf"$\theta_{i}$" for i in (1, 2)] + [f"${s}_{i}$" for s in "lm" for i in (1, 2)],
        "counts": {"pendulums": 2, "forces": 0, "pegs": 0},
        "values": {"angles_deg": angles, "lengths": lengths},
        "relations": [["hangs_from", "$m_1$", "ceiling"], ["hangs_from", "$m_2$", "$m_1$"]],
    }
    return Drawing(text, facts)
