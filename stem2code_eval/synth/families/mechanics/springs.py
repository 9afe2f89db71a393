"""Springs with blocks and carts, and hanging springs."""

from random import Random

from stem2code_eval.synth.families.mechanics.pendulum import pendulum
from stem2code_eval.synth.families.textbook import (
    ARROW,
    DIMENSION,
    HATCHED,
    IMPORTS,
    SPRING,
    STIX,
    WEIGHT,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_CARTS = """
walls = «walls»           # wall and floor pieces, the solid on the right of start -> end
springs = «springs»       # (from, to, label)
blocks = «blocks»         # (left side, label)
side = 1.2
lift = «lift»

for start, end in walls:
    hatched(ax, start, end)
for start, end, name in springs:
    spring(ax, (start, side / 2), (end, side / 2))
    ax.text((start + end) / 2, side / 2 + 0.5, name, ha="center", va="center")
for x, name in blocks:
    ax.add_patch(plt.Rectangle((x, lift), side, side - lift, fc="«fill!code»", ec="black", lw=1.5))
    ax.text(x + side / 2, (side + lift) / 2, name, ha="center", va="center")
"""

_WHEELS = """
for x, name in blocks:
    for wheel in (x + 0.25, x + side - 0.25):
        ax.add_patch(plt.Circle((wheel, 0.14), 0.14, fc="white", ec="black", lw=1.5, zorder=3))
"""

_SHIFTS = """
for (x, name), shift in zip(blocks, «shift_names»):
    middle = x + side / 2
    ax.plot([middle, middle], [side, side + 0.9], "k--", lw=1)
    arrow(ax, (middle, side + 0.7), (middle + 0.9, side + 0.7))
    ax.text(middle + 0.5, side + 1.0, shift, ha="center", va="center")
"""


def _carts(rng: Random, level: int) -> Drawing:
    """A chain wall - spring - block - ... on a floor; the last end may be free or tied to a second wall."""
    n_blocks = {1: 1, 2: rng.choice([1, 2]), 3: rng.choice([2, 3])}[level]
    both_walls = level > 1 and (n_blocks == 1 or rng.random() < 0.6)
    wheels, shifts = rng.random() < 0.5, rng.random() < (0.3 if level == 1 else 0.7)
    gap = rng.choice([1.8, 2.0, 2.2] if n_blocks < 3 else [1.6, 1.7])
    n_springs = n_blocks + both_walls
    length = round(n_springs * gap + n_blocks * 1.2, 2)
    spring_names = ["$k$"] if n_springs == 1 else [f"$k_{i + 1}$" for i in range(n_springs)]
    block_names = ["$m$"] if n_blocks == 1 else [f"$m_{i + 1}$" for i in range(n_blocks)]
    springs = [(i * (gap + 1.2), i * (gap + 1.2) + gap, name) for i, name in enumerate(spring_names)]
    blocks = [(i * (gap + 1.2) + gap, name) for i, name in enumerate(block_names)]
    left_wall, right_wall = ((0, 2), (0, 0)), ((length, 0), (length, 2))
    floor, limits = ((0, 0), (length, 0)), {"left": -0.6, "right": length + 0.6, "bottom": -0.6, "top": 2.5}
    walls = [left_wall, floor, right_wall]
    if not both_walls:
        floor = ((0, 0), (length + 1, 0))
        walls, limits["right"] = [left_wall, floor], length + 1.4
        if rng.random() < 0.4:
            springs = [(length - end, length - start, name) for start, end, name in springs]
            blocks = [(length - x - 1.2, name) for x, name in blocks]
            walls = [((-1, 0), (length, 0)), right_wall]
            limits |= {"left": -1.4, "right": length + 0.6}
    shift_names = [name.replace("m", "x") for name in block_names]
    text = program(
        IMPORTS,
        ARROW if shifts else "",
        HATCHED,
        SPRING,
        figure_block(rng, limits, unit=0.8),
        fill(
            _CARTS,
            walls=walls,
            springs=springs,
            blocks=blocks,
            lift=0.2 if wheels else 0,
            fill=rng.choice(["white", "0.85", "0.7"]),
        ),
        _WHEELS if wheels else "",
        fill(_SHIFTS, shift_names=shift_names) if shifts else "",
        "plt.show()",
    )
    facts: Facts = {
        "labels": spring_names + block_names + (shift_names if shifts else []),
        "counts": {
            "springs": n_springs,
            "blocks": n_blocks,
            "walls": 1 + both_walls,
            "wheels": 2 * n_blocks * wheels,
        },
        "values": {},
        "relations": [["joined", spring_names[i], block_names[i]] for i in range(n_blocks)],
    }
    return Drawing(text, facts)


_HANGING = """
hatched(ax, («right_end», 0), («left_end», 0))
for x, top, bottom, name in «springs»:
    spring(ax, (x, top), (x, bottom), coils=«coils»)
    ax.text(x + 0.45, (top + bottom) / 2, name, ha="left", va="center")
"""

_BAR = 'ax.plot([«left», «right»], [«y», «y»], color="black", lw=4, solid_capstyle="round")'

_LOAD = "weight(ax, «hook», «mass», «width», 0.9)"

_STRETCH = """
dimension(ax, («x», «unloaded»), («x», «loaded»), «name», (0.45, 0))
for y in («unloaded», «loaded»):
    ax.plot([«dash_from», «x» + 0.2], [y, y], "k--", lw=0.8)
"""


def _hanging(rng: Random, level: int) -> Drawing:
    """A weight on one spring (level 1), beside the unloaded spring (2), or on several springs (3)."""
    stretch_name = rng.choice([r"$x$", r"$\Delta l$", r"$\Delta x$"])
    mass = rng.choice(["$m$", "$M$", "$mg$"])
    extra: list[str] = []
    relations: list[list[str]] = []
    if level == 1:
        end = rng.choice([-2.6, -2.8, -3.0, -3.2, -3.4])
        springs = [(0.0, 0.0, end, "$k$")]
        hook, ends = (0.0, end), (-1.2, 1.2)
    elif level == 2:
        free, end = rng.choice([-1.9, -2.1, -2.3]), rng.choice([-3.2, -3.4, -3.6])
        springs = [(-1.8, 0.0, free, "$k$"), (0.4, 0.0, end, "$k$")]
        hook, ends = (0.4, end), (-2.8, 2.8)
        extra = [fill(_STRETCH, x=1.9, unloaded=free, loaded=end, name=stretch_name, dash_from=0.6)]
    else:
        n_parallel = rng.choice([2, 3])
        xs = [round((i - (n_parallel - 1) / 2) * 1.5, 2) for i in range(n_parallel)]
        springs = [(x, 0.0, -2.2, f"$k_{i + 1}$") for i, x in enumerate(xs)]
        extra = [fill(_BAR, left=xs[0] - 0.3, right=xs[-1] + 0.3, y=-2.2)]
        relations = [["parallel", *[s[3] for s in springs]]]
        end = -2.2
        if rng.random() < 0.7:
            end = -4.2
            springs.append((0.0, -2.2, end, f"$k_{n_parallel + 1}$"))
            relations.append(["series", "the parallel springs", f"$k_{n_parallel + 1}$"])
        else:
            springs_end = end - 0.5
            extra.append(f'ax.plot([0, 0], [{end}, {springs_end}], color="black", lw=1.3)')
            end = springs_end
        hook, ends = (0.0, end), (xs[0] - 0.8, xs[-1] + 0.8)
    half = max(2.0, ends[1] + 0.4)
    limits = {"left": -half, "right": half, "bottom": end - 1.5, "top": 0.6}
    text = program(
        IMPORTS,
        DIMENSION if level == 2 else "",
        HATCHED,
        SPRING,
        fill(WEIGHT, face=rng.choice(["white", "white", "0.85"])),
        figure_block(rng, limits, unit=0.8, font=STIX),
        fill(_HANGING, left_end=ends[0], right_end=ends[1], springs=springs, coils=rng.choice([6, 7, 8])),
        *extra,
        fill(_LOAD, hook=hook, mass=mass, width=rng.choice([0.9, 1.1, 1.3])),
        "plt.show()",
    )
    facts: Facts = {
        "labels": [s[3] for s in springs] + [mass] + ([stretch_name] if level == 2 else []),
        "counts": {"springs": len(springs), "blocks": 1, "walls": 1},
        "values": {"stretch": round(springs[0][2] - springs[1][2], 4)} if level == 2 else {},
        "relations": relations,
    }
    return Drawing(text, facts)


@family("mechanics")
def spring_oscillator(rng: Random, level: int) -> Drawing:
    """Springs, carts and pendulums at hatched walls, from one spring to chains of them."""
    kind = rng.random()
    if kind < 0.4:
        return _carts(rng, level)
    if kind < 0.7:
        return _hanging(rng, level)
    return pendulum(rng, level)
