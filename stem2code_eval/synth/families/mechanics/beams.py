"""Levers and beams with loads, supports and dimensions."""

from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.textbook import (
    ARROW,
    DIMENSION,
    HATCHED,
    IMPORTS,
    STIX,
    WEIGHT,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_LEVER = """
left, right = «left_arm», «right_arm»
ax.add_patch(plt.Rectangle((-left - 0.4, 0), left + right + 0.8, 0.18, fc="«fill!code»", ec="black", lw=1.5))
ax.add_patch(plt.Polygon([(0, 0), (-0.45, -0.8), (0.45, -0.8)], fc="white", ec="black", lw=1.5))
hatched(ax, (-1.2, -0.8), (1.2, -0.8), step=0.2)
ax.text(0, 0.45, "$O$", ha="center", va="center")
for x, name in ((-left, «left_name»), (right, «right_name»)):
    ax.plot([x, x], [0, -0.5], color="black", lw=1.2)
    weight(ax, (x, -0.5), name, 0.8, 0.8)
for x, name in ((-left, «left_length»), (right, «right_length»)):
    ax.plot([x, x], [0.18, 1.1], "k--", lw=0.8)
    dimension(ax, (0, 0.9), (x, 0.9), name, (0, 0.25))
ax.plot([0, 0], [0.7, 1.1], "k--", lw=0.8)
"""


def _lever(rng: Random) -> Drawing:
    """A balanced lever: load times arm is equal on both sides."""
    left_arm, right_arm = rng.choice([2, 3, 4]), rng.choice([2, 3, 4])
    unit = rng.choice([1, 2, 3, 5])
    left_load, right_load = unit * right_arm, unit * left_arm
    symbols = rng.random() < 0.4
    names = ("$G_1$", "$G_2$") if symbols else (f"{left_load} N", f"{right_load} N")
    lengths = ("$l_1$", "$l_2$") if symbols else (f"{left_arm} m", f"{right_arm} m")
    limits = {"left": -left_arm - 0.9, "right": right_arm + 0.9, "bottom": -1.7, "top": 1.6}
    text = program(
        IMPORTS,
        DIMENSION,
        HATCHED,
        fill(WEIGHT, face=rng.choice(["white", "white", "0.85"])),
        figure_block(rng, limits, unit=0.95),
        fill(
            _LEVER,
            left_arm=left_arm,
            right_arm=right_arm,
            fill=rng.choice(["white", "0.85"]),
            left_name=names[0],
            right_name=names[1],
            left_length=lengths[0],
            right_length=lengths[1],
        ),
        "plt.show()",
    )
    facts: Facts = {
        "labels": [*names, *lengths, "$O$"],
        "counts": {"loads": 2, "supports": 1},
        "values": {"arms": [left_arm, right_arm], "loads": [left_load, right_load]},
        "relations": [["balanced_about", "$O$", *names]],
    }
    return Drawing(text, facts)


_BEAM = """
length = «length»
ax.add_patch(plt.Rectangle((0, 0), length, 0.25, fc="«fill!code»", ec="black", lw=1.5))
"""

_SUPPORTS = """
for x, name, roller in «supports»:
    ax.add_patch(plt.Polygon([(x, 0), (x - 0.3, -0.5), (x + 0.3, -0.5)], fc="white", ec="black", lw=1.5))
    floor = -0.5
    if roller:
        floor = -0.7
        for dx in (-0.18, 0.18):
            ax.add_patch(plt.Circle((x + dx, -0.6), 0.1, fc="white", ec="black", lw=1.2))
    hatched(ax, (x - 0.55, floor), (x + 0.55, floor), step=0.18)
    ax.text(x - 0.5, -0.25, name, ha="center", va="center")
"""

_CLAMP = """
hatched(ax, (0, 1.0), (0, -0.8), step=0.2)
ax.text(-0.55, 0.12, "$A$", ha="center", va="center")
"""

_LOADS = """
for x, name in «loads»:
    arrow(ax, (x, 1.35), (x, 0.25))
    ax.text(x, 1.6, name, ha="center", va="center")
"""

_SPREAD = """
start, end = «start», «end»
ax.plot([start, start, end, end], [0.25, 0.95, 0.95, 0.25], color="black", lw=1)
for x in np.linspace(start, end, «n_arrows»):
    arrow(ax, (x, 0.95), (x, 0.25))
ax.text((start + end) / 2, 1.2, «name», ha="center", va="center")
"""

_LENGTHS = """
marks = «marks»
y = -1.35
for x in marks:
    ax.plot([x, x], [y - 0.15, y + 0.15], color="black", lw=0.8)
for p, q, name in zip(marks, marks[1:], «names»):
    dimension(ax, (p, y), (q, y), name, (0, -0.3))
"""


def _spread(spread: tuple[int, int, int] | None, name: str) -> str:
    if not spread:
        return ""
    start, end, _ = spread
    return fill(_SPREAD, start=start, end=end, n_arrows=4 * (end - start) + 1, name=name)


def _beam(rng: Random, level: int) -> Drawing:
    """A beam on two supports or clamped at a wall; reactions follow from force and moment balance."""
    clamped = level == 3 and rng.random() < 0.4
    length = rng.choice([6, 7, 8])
    overhang = level == 3 and not clamped and rng.random() < 0.6
    right_support = length if not overhang else length - 2
    spots = [x for x in range(1, length) if x != right_support]
    n_points = {1: 1, 2: 2, 3: rng.choice([1, 2])}[level]
    spread: tuple[int, int, int] | None = None
    if level == 3:
        start = rng.choice([0, 1]) if not clamped else rng.choice([1, 2])
        spread = (start, start + rng.choice([2, 3]), rng.choice([2, 3, 4]))
        spots = [x for x in spots if not start - 0.5 < x < spread[1] + 0.5]
        spots += [length] if overhang or clamped else []
        n_points = min(n_points, len(spots))
    places = sorted(rng.sample(spots, n_points))
    sizes = [rng.choice([2, 3, 4, 5, 6, 8, 10]) for _ in places]
    symbols = rng.random() < 0.4
    if symbols:
        load_names = ["$F$"] if n_points == 1 else [f"$F_{i + 1}$" for i in range(n_points)]
    else:
        load_names = [f"{size} kN" for size in sizes]
    ends = [0, length] if clamped else [0, length, right_support]
    marks = sorted({*ends, *places, *(spread[:2] if spread else ())})
    if symbols:
        spans = [f"${letter}$" for letter in "abcdef"[: len(marks) - 1]]
    else:
        spans = [f"{q - p:g} m" for p, q in pairwise(marks)]
    spread_name = "$q$" if symbols or not spread else f"{spread[2]} kN/m"
    supports = [(0, "$A$", False), (right_support, "$B$", True)]
    limits = {"left": -1.1, "right": length + 0.9, "bottom": -2.1, "top": 2.0}
    text = program(
        IMPORTS,
        ARROW,
        DIMENSION,
        HATCHED,
        figure_block(rng, limits, unit=0.8, font=STIX),
        fill(_BEAM, length=length, fill=rng.choice(["white", "0.85"])),
        _CLAMP if clamped else fill(_SUPPORTS, supports=supports),
        fill(_LOADS, loads=list(zip(places, load_names, strict=True))),
        _spread(spread, spread_name),
        fill(_LENGTHS, marks=marks, names=spans),
        "plt.show()",
    )
    pieces: list[tuple[float, float]] = list(zip(places, sizes, strict=True))
    if spread:
        pieces.append(((spread[0] + spread[1]) / 2, spread[2] * (spread[1] - spread[0])))
    total, moment = sum(w for _, w in pieces), sum(x * w for x, w in pieces)
    far = 0.0 if clamped else moment / right_support
    values: Facts = {"length": length, "point_loads": [list(p) for p in zip(places, sizes, strict=True)]}
    if spread:
        values["spread_load"] = list(spread)
    if clamped:
        values |= {"reaction_A": total, "clamp_moment_A": moment}
    else:
        values |= {
            "reaction_A": round(total - far, 4),
            "reaction_B": round(far, 4),
            "support_B": right_support,
        }
    support_names = ["$A$"] if clamped else ["$A$", "$B$"]
    facts: Facts = {
        "labels": load_names + spans + ([spread_name] if spread else []) + support_names,
        "counts": {"loads": n_points, "spread_loads": 1 if spread else 0, "supports": 1 if clamped else 2},
        "values": values,
        "relations": [["clamped_at" if clamped else "rests_on", "beam", *support_names]],
    }
    return Drawing(text, facts)


@family("mechanics")
def lever_and_beam(rng: Random, level: int) -> Drawing:
    """A balanced lever, or a beam with point and spread loads on hatched supports."""
    return _lever(rng) if level == 1 and rng.random() < 0.7 else _beam(rng, level)
