"""Pulley systems: Atwood machines, movable pulleys, compound machines, a block on a table."""

from random import Random

from stem2code_eval.synth.families.mechanics.tackle import compound, tackle
from stem2code_eval.synth.families.textbook import (
    ARROW,
    CHINESE_FONT,
    HATCHED,
    IMPORTS,
    PULLEY,
    ROPE,
    STIX,
    WEIGHT,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_END = 'fig.savefig("figure.png", dpi=150)'

_CEILING = "hatched(ax, («right», 0), («left», 0))"

_ATWOOD = """
r = «radius»
centre = (0, «depth»)
left_hook = (-r, «left_end»)
right_hook = (r, «right_end»)
rope(ax, (0, 0), centre)
rope(ax, (-r, centre[1]), left_hook)
rope(ax, (r, centre[1]), right_hook)
pulley(ax, centre, r)
weight(ax, left_hook, «left_name», «left_side», «left_side»)
weight(ax, right_hook, «right_name», «right_side», «right_side»)
"""

_TENSIONS = """
for hook, up in ((left_hook, «left_pull»), (right_hook, «right_pull»)):
    arrow(ax, (hook[0], hook[1]), (hook[0], hook[1] + up))
    away = np.sign(hook[0])
    ax.text(hook[0] + 0.35 * away, hook[1] + up - 0.15, "$T$", ha="center", va="center")
"""


def _atwood(rng: Random) -> Drawing:
    names = rng.choice([("$m_1$", "$m_2$"), ("$m$", "$M$"), ("$A$", "$B$"), ("2 kg", "3 kg")])
    ends = rng.sample([-3.0, -3.3, -3.6, -3.9, -4.2, -4.5], 2)
    heavy = rng.choice([0, 1])
    sides = [1.0, 1.0]
    sides[heavy] = 1.2
    radius = rng.choice([0.8, 0.9, 1.0])
    with_tension = rng.random() < 0.5
    limits = {"left": -2.4, "right": 2.4, "bottom": min(ends) - 1.6, "top": 0.7}
    text = program(
        IMPORTS,
        ARROW if with_tension else "",
        HATCHED,
        ROPE,
        PULLEY,
        fill(WEIGHT, face=rng.choice(["white", "white", "0.85"])),
        figure_block(rng, limits, unit=0.85),
        fill(_CEILING, left=-1.5, right=1.5),
        fill(
            _ATWOOD,
            radius=radius,
            depth=-1.6,
            left_end=ends[0],
            right_end=ends[1],
            left_name=names[0],
            right_name=names[1],
            left_side=sides[0],
            right_side=sides[1],
        ),
        fill(_TENSIONS, left_pull=0.8, right_pull=0.8) if with_tension else "",
        _END,
    )
    facts: Facts = {
        "labels": [*names, *(["$T$", "$T$"] if with_tension else [])],
        "counts": {"pulleys": 1, "fixed_pulleys": 1, "movable_pulleys": 0, "weights": 2, "ceilings": 1},
        "values": {},
        "relations": [["joined_by_rope", *names], ["lower", names[0 if ends[0] < ends[1] else 1]]],
    }
    return Drawing(text, facts)


_MOVABLE = """
r = «radius»
fixed = («fixed_x», -1.5)          # its left side is straight above the movable pulley's right side
movable = (fixed[0] - 2 * r, «depth»)
anchor = (movable[0] - r, 0)
rope(ax, anchor, (anchor[0], movable[1]))
rope(ax, (movable[0] + r, movable[1]), (movable[0] + r, fixed[1]))
rope(ax, (fixed[0], 0), fixed)
pulley(ax, fixed, r)
pulley(ax, movable, r)
hook = (movable[0], movable[1] - r - 0.6)
rope(ax, movable, hook)
weight(ax, hook, «load», 1.2, 0.9)
"""

_PULL = """
hand = (fixed[0] + r, «end»)
rope(ax, (fixed[0] + r, fixed[1]), hand)
arrow(ax, hand, (hand[0], hand[1] - 0.9))
ax.text(hand[0] + 0.4, hand[1] - 0.6, "$F$", ha="center", va="center")
"""

_COUNTERWEIGHT = """
end = (fixed[0] + r, «end»)
rope(ax, (fixed[0] + r, fixed[1]), end)
weight(ax, end, «second», 0.9, 0.9)
"""

_NAMES = """
ax.text(fixed[0] - r - 0.15, fixed[1] + 0.7, «fixed_name», ha="right", va="center", fontsize=12)
ax.text(movable[0] - r - 0.25, movable[1], «movable_name», ha="right", va="center", fontsize=12)
"""


def _movable(rng: Random) -> Drawing:
    load, second = rng.choice([("$G$", "$A$"), ("$M$", "$m$"), ("$m_1$", "$m_2$")])
    pulled, chinese = rng.random() < 0.5, rng.random() < 0.5
    radius, depth = rng.choice([0.6, 0.7]), rng.choice([-4.0, -4.4, -4.8])
    end = rng.choice([-3.0, -3.4, -3.8])
    limits = {"left": -3.4, "right": 2.6, "bottom": depth - 2.8, "top": 0.6}
    drive = fill(_PULL, end=end) if pulled else fill(_COUNTERWEIGHT, end=end, second=second)
    text = program(
        IMPORTS,
        ARROW if pulled else "",
        HATCHED,
        ROPE,
        PULLEY,
        fill(WEIGHT, face=rng.choice(["white", "white", "0.85"])),
        figure_block(rng, limits, unit=0.75, font=CHINESE_FONT if chinese else STIX),
        fill(_CEILING, left=-2.4, right=2.0),
        fill(_MOVABLE, radius=radius, fixed_x=0.6, depth=depth, load=load),
        drive,
        fill(_NAMES, fixed_name="定滑轮", movable_name="动滑轮") if chinese else "",
        _END,
    )
    driven_by = "$F$" if pulled else second
    facts: Facts = {
        "labels": [load, driven_by, *(["定滑轮", "动滑轮"] if chinese else [])],
        "counts": {"pulleys": 2, "fixed_pulleys": 1, "movable_pulleys": 1, "weights": 1 if pulled else 2},
        "values": {"mechanical_advantage": 2},
        "relations": [["hangs_from", load, "movable pulley"], ["pulls_over", driven_by, "fixed pulley"]],
    }
    return Drawing(text, facts)


_TABLE = """
r = 0.4
table = [(-4.2, 0), (0, 0), (0, -0.4), (-4.2, -0.4)]
ax.add_patch(plt.Polygon(table, fc="0.85", ec="black", lw=1.5))
for x in (-3.8, -0.6):
    ax.plot([x, x], [-0.4, -4], color="black", lw=3)
hatched(ax, (-4.8, -4), (1.8, -4), step=0.3)

size = «size_of_block»
hub = (0.5, size / 2 - r)
rope(ax, (0, -0.2), hub)
rope(ax, («block_x» + size, size / 2), (hub[0], hub[1] + r))
rope(ax, (hub[0] + r, hub[1]), (hub[0] + r, «end»))
pulley(ax, hub, r)
ax.add_patch(plt.Rectangle((«block_x», 0), size, size, fc="white", ec="black", lw=1.5))
ax.text(«block_x» + size / 2, size / 2, «first», ha="center", va="center")
weight(ax, (hub[0] + r, «end»), «second», 0.9, 0.9)
"""

_TABLE_FORCE = """
arrow(ax, («block_x», size / 2), («block_x» - 0.9, size / 2))
ax.text(«block_x» - 0.7, size / 2 + 0.35, "$f$", ha="center", va="center")
"""


def _table(rng: Random) -> Drawing:
    first, second = rng.choice([("$M$", "$m$"), ("$A$", "$B$"), ("$m_1$", "$m_2$")])
    block_x, size = rng.choice([-2.9, -2.6, -2.2]), rng.choice([1.0, 1.2])
    with_force = rng.random() < 0.5
    limits = {"left": -5.0, "right": 2.0, "bottom": -4.6, "top": 1.6}
    text = program(
        IMPORTS,
        ARROW if with_force else "",
        HATCHED,
        ROPE,
        PULLEY,
        fill(WEIGHT, face=rng.choice(["white", "white", "0.85"])),
        figure_block(rng, limits, unit=0.8),
        fill(
            _TABLE,
            size_of_block=size,
            block_x=block_x,
            end=rng.choice([-1.2, -1.6, -2.0]),
            first=first,
            second=second,
        ),
        fill(_TABLE_FORCE, block_x=block_x) if with_force else "",
        _END,
    )
    facts: Facts = {
        "labels": [first, second, *(["$f$"] if with_force else [])],
        "counts": {"pulleys": 1, "fixed_pulleys": 1, "movable_pulleys": 0, "weights": 1, "legs": 2},
        "values": {},
        "relations": [["rests_on", first, "table"], ["joined_by_rope", first, second]],
    }
    return Drawing(text, facts)


@family("mechanics")
def pulley_system(rng: Random, level: int) -> Drawing:
    """Pulleys, ropes and weights: Atwood machine, movable pulley, table pulley or a compound machine."""
    if level == 1:
        return _atwood(rng)
    if level == 2:
        return _movable(rng) if rng.random() < 0.6 else _table(rng)
    return compound(rng) if rng.random() < 0.5 else tackle(rng)
