"""Circuits that are no plain series-parallel loop on a rectangle: bridges and ladders."""

from random import Random

from stem2code_eval.synth.families.circuits.parts import (
    BOX_RESISTOR,
    HELPERS,
    LEADS,
    WIRE,
    ZIGZAG_RESISTOR,
)
from stem2code_eval.synth.families.textbook import (
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_DIAMOND = """
A, B, C, D = (0, 0), («half», «rise»), («width», 0), («half», -«rise»)
for p, q, name in «arms!code»:
    resistor(ax, p, q, name)
corners = [
    (A, "$A$", -0.3, 0.25),
    (B, "$B$", 0, 0.35),
    (C, "$C$", 0.3, 0.25),
    (D, "$D$", 0, -0.35),
]
for (x, y), name, dx, dy in corners:
    dot(ax, (x, y))
    ax.text(x + dx, y + dy, name, ha="center", va="center")
"""

_CROSS = {
    "galvanometer": 'meter(ax, B, D, "G")',
    "resistor": "resistor(ax, D, B, «name»)",
    "switch": 'switch(ax, D, B, "$K$")',
}

_SUPPLY = """
low = -«rise» - 1.1
wire(ax, A, (-0.9, 0), (-0.9, low))
wire(ax, C, («width» + 0.9, 0), («width» + 0.9, low))
"""

_TERMINALS = """
for x, point in ((-0.9, A), («width» + 0.9, C)):
    wire(ax, (x, 0), point)
    ax.add_patch(plt.Circle((x, 0), 0.08, fc="white", ec="black", lw=1.5, zorder=3))
"""


def _bridge(rng: Random, level: int) -> Drawing:
    """Wheatstone's bridge: four arms between A and C, something between B and D."""
    half, rise = rng.choice([(2.0, 1.7), (2.2, 1.8), (2.0, 2.0)])
    numeric = rng.random() < 0.5
    if numeric:
        r1, r2, scale = rng.choice([2, 3, 4, 6]), rng.choice([5, 8, 10, 12]), rng.choice([2, 3])
        values = [r1, r2, r1 * scale, r2 * scale]
        if rng.random() < 0.4:
            values[3] += rng.choice([1, 3])
        names = [f"{value} Ω" for value in values]
    else:
        values, names = (
            [],
            rng.choice([["$R_1$", "$R_2$", "$R_3$", "$R_4$"], ["$R_1$", "$R_2$", "$R_3$", "$R_x$"]]),
        )
    crossing = rng.choice(["galvanometer", "resistor"] if level < 3 else ["galvanometer", "galvanometer", "switch"])
    cross_name = "$R$" if numeric else "$R_5$"
    # Arms B-C and D-A run so that every name lies outside the diamond.
    arms = f'((A, B, "{names[0]}"), (B, C, "{names[1]}"), (D, A, "{names[2]}"), (C, D, "{names[3]}"))'
    labels = [*names, "$A$", "$B$", "$C$", "$D$"]
    labels.append({"galvanometer": "G", "resistor": cross_name, "switch": "$K$"}[crossing])
    width, low = 2 * half, -rise - 1.1
    lines, used = [], {"dot"}
    if crossing != "resistor":
        used.add("meter" if crossing == "galvanometer" else "switch")
    if level == 1:
        supply = fill(_TERMINALS, width=width)
    else:
        supply = fill(_SUPPLY, rise=rise, width=width)
        parts = ["battery"]
        parts += ["switch", "meter"] if level == 3 else rng.choice([[], ["switch"]])
        rng.shuffle(parts)
        used |= set(parts)
        step = (width + 1.8) / len(parts)
        for i, part in enumerate(parts):
            name = {"battery": "$E$", "switch": "$S$", "meter": "A"}[part]
            start, end = (-0.9 + i * step, low), (-0.9 + (i + 1) * step, low)
            lines.append(fill(f"{part}(ax, «p», «q», «name»)", p=_pair(start), q=_pair(end), name=name).strip())
            labels.append(name)
    bottom = -rise - 0.8 if level == 1 else low - 1.0
    limits = {"left": -1.3, "right": width + 1.3, "bottom": bottom, "top": rise + 0.8}
    text = program(
        IMPORTS,
        WIRE,
        LEADS,
        fill(rng.choice([BOX_RESISTOR, ZIGZAG_RESISTOR]), gap=0.5),
        *[HELPERS[name] for name in HELPERS if name in used],
        figure_block(rng, limits, unit=0.85, font=rng.choice([COMPUTER_MODERN, STIX])),
        fill(_DIAMOND, half=half, rise=rise, width=width, arms=arms),
        fill(_CROSS[crossing], name=cross_name).rstrip() + "\n" + supply.strip("\n"),
        "\n".join(lines),
        "plt.show()",
    )
    facts: Facts = {
        "labels": labels,
        "counts": {
            "resistors": 4 + (crossing == "resistor"),
            "galvanometers": int(crossing == "galvanometer"),
            "batteries": labels.count("$E$"),
            "switches": labels.count("$S$") + labels.count("$K$"),
            "ammeters": labels.count("A"),
        },
        "values": _arms(values),
        "relations": [
            ["between", names[0], "$A$", "$B$"],
            ["between", names[1], "$B$", "$C$"],
            ["between", names[2], "$A$", "$D$"],
            ["between", names[3], "$D$", "$C$"],
        ],
    }
    return Drawing(text, facts)


def _arms(values: list[int]) -> Facts:
    if not values:
        return {}
    return {"arms_ohm": values, "balanced": values[0] * values[3] == values[1] * values[2]}


def _pair(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 2), round(point[1], 2)


_LADDER = """
n = «sections»
step, height = 2.1, «height»
for i in range(n):
    x = «start» + i * step
    resistor(ax, (x, height), (x + step, height), «series!code»)
    resistor(ax, (x + step, height), (x + step, 0), «shunt!code»)
    «lower!code»
    if i < n - 1:
        dot(ax, (x + step, height))
        dot(ax, (x + step, 0))
"""

_LADDER_TERMINALS = """
for y, name in ((height, "$a$"), (0, "$b$")):
    ax.add_patch(plt.Circle((0, y), 0.08, fc="white", ec="black", lw=1.5, zorder=3))
    ax.text(-0.35, y, name, ha="center", va="center")
"""

_LADDER_SUPPLY = "battery(ax, (0, height), (0, 0), «name», «cells»)"


def _ladder(rng: Random, level: int) -> Drawing:
    """A ladder of equal sections between a battery or two terminals and its far end."""
    n = {1: 2, 2: 3, 3: rng.choice([4, 5])}[level]
    height, both_sides = rng.choice([2.1, 2.2, 2.4, 2.5]), rng.random() < 0.3
    look = rng.choice(["R-2R", "equal", "numbered", "numeric"])
    n = min(n, 4) if look == "numbered" else n
    ohms = (rng.choice([1, 2, 3]), rng.choice([2, 4, 6]))
    series, shunt = {
        "R-2R": ('"$R$"', '"$2R$"'),
        "equal": ('"$R$"', '"$R$"'),
        "numbered": ('f"$R_{2 * i + 1}$"', 'f"$R_{2 * i + 2}$"'),
        "numeric": (f'"{ohms[0]} Ω"', f'"{ohms[1]} Ω"'),
    }[look]
    both_sides = both_sides and look != "numbered"
    lower = "wire(ax, (x, 0), (x + step, 0))"
    if both_sides:
        lower = f"resistor(ax, (x + step, 0), (x, 0), {series})"
    supply = level > 1 and rng.random() < 0.6
    width = 2.1 * n
    limits = {
        "left": -1.1 if supply else -0.8,
        "right": round(width + 1.1, 2),
        "bottom": -0.9 if both_sides else -0.5,
        "top": height + 0.8,
    }
    cells, source = rng.choice([1, 2, 3]), rng.choice(["$E$", "$U$"])
    text = program(
        IMPORTS,
        WIRE,
        LEADS,
        fill(rng.choice([BOX_RESISTOR, ZIGZAG_RESISTOR]), gap=0.58 if look == "numeric" else 0.48),
        HELPERS["dot"],
        HELPERS["battery"] if supply else "",
        figure_block(rng, limits, unit=0.8, font=rng.choice([COMPUTER_MODERN, STIX])),
        fill(_LADDER, sections=n, height=height, start=0, series=series, shunt=shunt, lower=lower),
        fill(_LADDER_SUPPLY, name=source, cells=cells) if supply else _LADDER_TERMINALS,
        "plt.show()",
    )
    names = [f"$R_{i}$" for i in range(1, 2 * n + 1)]
    if look != "numbered":
        names = [series.strip('"')] * (n * (1 + both_sides)) + [shunt.strip('"')] * n
    facts: Facts = {
        "labels": names + ([source] if supply else ["$a$", "$b$"]),
        "counts": {"resistors": len(names), "sections": n, "batteries": int(supply)},
        "values": _ladder_resistance(look, n, both_sides, ohms),
        "relations": [["ladder", n]],
    }
    return Drawing(text, facts)


def _ladder_resistance(look: str, n: int, both_sides: bool, ohms: tuple[int, int]) -> Facts:
    """Return the resistance between the ladder's two left ends, in ohms or in units of R."""
    if look == "numbered":
        return {}
    series, shunt = {"R-2R": (1, 2), "equal": (1, 1), "numeric": ohms}[look]
    total = 0.0
    for i in range(n):
        across = float(shunt) if i == 0 else shunt * total / (shunt + total)
        total = series * (1 + both_sides) + across
    return {"resistance": round(total, 4), "series": series, "shunt": shunt}


@family("circuits")
def bridge_and_ladder(rng: Random, level: int) -> Drawing:
    """Wheatstone's bridge with what crosses it, or a ladder of resistors."""
    return _bridge(rng, level) if rng.random() < 0.55 else _ladder(rng, level)
