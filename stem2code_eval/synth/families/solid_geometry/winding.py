"""A thread wound round a cylinder, in two dimensions: solid in front, dashed behind, as in a contest figure."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES, FONTSETS
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, fill

_TEMPLATE = """
import matplotlib.pyplot as plt
import numpy as np
«fontset!code»
r, h, turns = «r», «h», «turns»
flat = «flat»  # height of the ellipses to their width

fig, ax = plt.subplots(figsize=«size»)

# The cylinder: two sides, the whole top, the bottom dashed behind.
t = np.linspace(0, 2 * np.pi, 200)
back = np.linspace(0, np.pi, 100)
ax.plot(r * np.cos(t), h + flat * r * np.sin(t), "k-", lw=1.4)
ax.plot(r * np.cos(back), flat * r * np.sin(back), "k--", lw=1.2)
ax.plot(r * np.cos(back), -flat * r * np.sin(back), "k-", lw=1.4)
for x in (-r, r):
    ax.plot([x, x], [0, h], "k-", lw=1.4)

# The thread starts at the bottom and goes round «way!code»; every half turn it changes side.
«starts!code»
    for half in range(2 * turns):
        t = np.linspace(half * np.pi, (half + 1) * np.pi, 100)
        x = «mirror!code»r * np.cos(t + shift)
        y = h * t / (2 * np.pi * turns) - flat * r * np.sin(t + shift)
        in_front = np.sin(t[50] + shift) > 0
        ax.plot(x, y, color="black", ls="-" if in_front else "--", lw=«lw» if in_front else 1.4)

«points!code»
«axis!code»
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_POINTS = """
for x, y, name in [(«side», 0, «low»), («side», h, «high»)]:
    ax.plot(x, y, "ko", ms=5)
    ax.text(x «sign!code» 0.25, y, name, fontsize=15, ha="center", va="center")
"""
_AXIS = """
# Axis, radius and height.
ax.plot([0, 0], [0, h], color="black", lw=0.9, ls="-.")
ax.plot([0, «side»], [h, h], "k-", lw=1)
ax.text(«radius_x», h + 0.03, "$r$", fontsize=12, ha="center", va="bottom")
ax.annotate("", xy=(«far», 0), xytext=(«far», h), arrowprops={"arrowstyle": "<->", "lw": 1, "shrinkA": 0, "shrinkB": 0})
ax.text(«far_text», h / 2, "$h$", fontsize=14, ha="center", va="center")
ax.set_xlim(-r - «room_left», r + «room_right»)
"""


def winding(rng: Random, level: int) -> Drawing:
    """Return a cylinder with one thread (two at level 3) wound 1-4 times round it."""
    turns = rng.choice({1: [1, 2], 2: [2, 3], 3: [2, 3]}[level])
    threads = 2 if level == 3 else 1
    r, h = rng.choice([1, 1.2, 1.5]), rng.choice([3.5, 4, 4.5, 5])
    from_left = rng.random() < 0.5
    letters = rng.choice([("$A$", "$B$"), ("$P$", "$Q$"), ("$M$", "$N$")])
    side = -r if from_left else r
    points = fill(_POINTS, side=side, low=letters[0], high=letters[1], sign="-" if from_left else "+")
    labels = list(letters)
    axis = ""
    if level > 1:
        far = r + 0.45 if from_left else -r - 0.45
        axis = fill(
            _AXIS,
            side=-side if threads == 1 else r,
            radius_x=round((-side if threads == 1 else r) / 2, 2),
            far=far,
            far_text=far + 0.22 if from_left else far - 0.22,
            room_left=0.5 if from_left else 1,
            room_right=1 if from_left else 0.5,
        )
        labels += ["$r$", "$h$"]
    starts = "for shift in (0, np.pi):" if threads == 2 else "for shift in (0,):"
    size = (3.6 + (0.4 if level > 1 else 0), 5 + rng.choice([0, 0.5]))
    program = fill(
        _TEMPLATE,
        fontset=rng.choice(FONTSETS),
        r=r,
        h=h,
        turns=turns,
        flat=rng.choice([0.2, 0.25, 0.3]) if level == 1 else 0.32,
        size=size,
        way="from the left" if from_left else "from the right",
        starts=starts,
        mirror="-" if from_left else "",
        lw=rng.choice([2, 2.5]),
        points=points,
        axis=axis,
        finish=rng.choice(FINISHES),
    )
    if threads == 1:
        program = _single(program)
    facts: Facts = {
        "labels": labels,
        "counts": {"curves": threads, "marked_points": 2, "turns": turns, "dashed_pieces": threads * turns},
        "values": {"curve": "helix on a cylinder", "r": r, "h": h},
        "relations": [["starts_at", "thread", letters[0]], ["ends_at", "thread", letters[1]]],
    }
    return Drawing(tidy(program), facts)


def _single(program: str) -> str:
    """Write the loop over the threads away where there is only one."""
    before, loop = program.split("for shift in (0,):\n")
    body, after = loop.split("\n\n", 1)
    lines = [line.removeprefix("    ") for line in body.splitlines()]
    return before + "\n".join(lines).replace(" + shift", "") + "\n\n" + after
