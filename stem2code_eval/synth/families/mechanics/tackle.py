"""Larger pulley systems: a machine that hangs from a machine, and a block and tackle."""

from random import Random

from stem2code_eval.synth.families.textbook import (
    ARROW,
    HATCHED,
    IMPORTS,
    PULLEY,
    ROPE,
    STIX,
    WEIGHT,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, fill

_COMPOUND = """
hatched(ax, (2, 0), (-2, 0))

R, r = «big», «small»
upper = (0, -1.3)
lower = («side» * R, «lower_y»)
rope(ax, (0, 0), upper)
rope(ax, (lower[0], upper[1]), lower)
pulley(ax, upper, R)

single = («other» * R, «single_y»)
rope(ax, (single[0], upper[1]), single)
weight(ax, single, «single_name», 0.9, 0.9)

for x, y, name in ((lower[0] - r, «first_y», «first_name»), (lower[0] + r, «second_y», «second_name»)):
    rope(ax, (x, lower[1]), (x, y))
    weight(ax, (x, y), name, 0.8, 0.8)
pulley(ax, lower, r)
"""

_ACCELERATIONS = """
for (x, y), way, name in (((single[0] + «other» * 0.9, single[1] - 0.45), «way», "$a_1$"),
                          ((lower[0] - «other» * 1.2, lower[1]), -«way», "$a_1$")):
    arrow(ax, (x, y - 0.4 * way), (x, y + 0.4 * way))
    ax.text(x + «other» * 0.35 * np.sign(x * «other»), y, name, ha="center", va="center")
"""


def compound(rng: Random) -> Drawing:
    """Return an Atwood machine whose one weight is another Atwood machine."""
    side = rng.choice([-1, 1])
    masses = ["$m_1$", "$m_2$", "$m_3$"]
    if rng.random() < 0.5:
        masses = rng.sample(masses, 3)
    lower_y = rng.choice([-3.4, -3.8])
    ends = rng.sample([lower_y - 1.5, lower_y - 2.0, lower_y - 2.5], 2)
    with_arrows = rng.random() < 0.5
    limits = {"left": -3.0, "right": 3.0, "bottom": min(ends) - 1.3, "top": 0.6}
    text = program(
        IMPORTS,
        ARROW if with_arrows else "",
        HATCHED,
        ROPE,
        PULLEY,
        fill(WEIGHT, face=rng.choice(["white", "white", "0.85"])),
        figure_block(rng, limits, unit=0.75),
        fill(
            _COMPOUND,
            big=rng.choice([0.9, 1.0]),
            small=rng.choice([0.6, 0.7]),
            side=side,
            other=-side,
            lower_y=lower_y,
            single_y=rng.choice([-3.0, -3.6, -4.2]),
            single_name=masses[0],
            first_y=ends[0],
            second_y=ends[1],
            first_name=masses[1],
            second_name=masses[2],
        ),
        fill(_ACCELERATIONS, other=-side, way=rng.choice([-1, 1])) if with_arrows else "",
        'fig.savefig("figure.png", dpi=150)',
    )
    facts: Facts = {
        "labels": masses + (["$a_1$", "$a_1$"] if with_arrows else []),
        "counts": {"pulleys": 2, "fixed_pulleys": 1, "movable_pulleys": 1, "weights": 3, "ceilings": 1},
        "values": {},
        "relations": [
            ["joined_by_rope", masses[0], "lower pulley"],
            ["joined_by_rope", masses[1], masses[2]],
        ],
    }
    return Drawing(text, facts)


_TACKLE = """
hatched(ax, («right_wall», 0), («left_wall», 0))

r = 0.38
n_top, n_bottom = «n_top», «n_bottom»
top_y, bottom_y = -1.3, «bottom_y»
top_row = [(4 * r * i, top_y) for i in range(n_top)]
bottom_row = [(4 * r * i + «shift» * r, bottom_y) for i in range(n_bottom)]

for x, y in top_row:
    rope(ax, (x, 0), (x, y))
yoke = bottom_y - 0.8
for x, y in bottom_row:
    rope(ax, (x, y), (x, yoke))
ax.plot([bottom_row[0][0] - r, bottom_row[-1][0] + r], [yoke, yoke], color="black", lw=3)

# The rope goes from the fixed end over every pulley in turn.
strands = [bottom_row[0][0] - r + 2 * r * i for i in range(2 * n_bottom)]
for i, x in enumerate(strands):
    upper = 0 if i == 0 else top_y
    rope(ax, (x, upper), (x, bottom_y))
free_end = (top_row[-1][0] + r, «free_y»)
rope(ax, (top_row[-1][0] + r, top_y), free_end)
for centre in top_row + bottom_row:
    pulley(ax, centre, r)

arrow(ax, free_end, (free_end[0], free_end[1] - 0.9))
ax.text(free_end[0] + 0.35, free_end[1] - 0.6, "$F$", ha="center", va="center")
middle = (bottom_row[0][0] + bottom_row[-1][0]) / 2
rope(ax, (middle, yoke), (middle, yoke - 0.5))
weight(ax, (middle, yoke - 0.5), «load», 1.2, 0.9)
"""


def tackle(rng: Random) -> Drawing:
    """Return pulleys in two rows with one rope that runs over all of them."""
    n_bottom = rng.choice([2, 2, 3])
    n_top = n_bottom
    bottom_y = rng.choice([-3.6, -4.0, -4.4])
    load = rng.choice(["$G$", "$W$", "$mg$"])
    r = 0.38
    right = 4 * r * (n_top - 1) + 1.4
    limits = {"left": -2.2, "right": right, "bottom": bottom_y - 2.6, "top": 0.6}
    text = program(
        IMPORTS,
        ARROW,
        HATCHED,
        ROPE,
        PULLEY,
        fill(WEIGHT, face=rng.choice(["white", "white", "0.85"])),
        figure_block(rng, limits, unit=0.75, font=STIX),
        fill(
            _TACKLE,
            left_wall=-1.9,
            right_wall=round(right - 0.4, 2),
            n_top=n_top,
            n_bottom=n_bottom,
            bottom_y=bottom_y,
            shift=-2,
            free_y=rng.choice([-2.6, -3.0, -3.4]),
            load=load,
        ),
        'fig.savefig("figure.png", dpi=150)',
    )
    facts: Facts = {
        "labels": ["$F$", load],
        "counts": {
            "pulleys": n_top + n_bottom,
            "fixed_pulleys": n_top,
            "movable_pulleys": n_bottom,
            "weights": 1,
            "ceilings": 1,
        },
        "values": {"mechanical_advantage": 2 * n_bottom},
        "relations": [["carried_by_strands", load, 2 * n_bottom]],
    }
    return Drawing(text, facts)
