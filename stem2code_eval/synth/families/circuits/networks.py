"""Series-parallel networks of resistors and lamps with a battery, meters and switches."""

from dataclasses import dataclass, field
from random import Random

from stem2code_eval.synth.families.circuits.parts import (
    BOX_RESISTOR,
    HELPERS,
    LEADS,
    WIRE,
    ZIGZAG_RESISTOR,
)
from stem2code_eval.synth.families.textbook import (
    CHINESE_FONT,
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

Tree = str | tuple[str, list["Tree"]]
"""A component's name, or `("series" | "parallel", branches)`."""

_LENGTH, _RISE, _BUS = 1.9, 0.55, 0.35

_SHAPES: dict[int, list[Tree]] = {
    1: [
        ("series", ["", ""]),
        ("parallel", ["", ""]),
        ("series", ["", "", ""]),
        ("series", ["", ("parallel", ["", ""])]),
        ("parallel", ["", "", ""]),
    ],
    2: [
        ("series", ["", ("parallel", ["", "", ""])]),
        ("series", ["", ("parallel", ["", ""]), ""]),
        ("series", [("parallel", ["", ("series", ["", ""])]), ""]),
        ("series", [("parallel", ["", ""]), ("parallel", ["", ""])]),
        ("parallel", [("series", ["", ""]), ("series", ["", ""])]),
    ],
    3: [
        ("series", ["", ("parallel", [("series", ["", ""]), ("series", ["", ""])])]),
        ("series", [("parallel", ["", ""]), ("parallel", ["", "", ""])]),
        ("series", [("parallel", [("series", ["", ("parallel", ["", ""])]), ""]), ""]),
        ("parallel", [("series", ["", ("parallel", ["", ""])]), ("series", ["", ""])]),
        ("series", ["", ("parallel", ["", ("series", ["", ""]), ""])]),
        ("series", [("parallel", ["", ""]), "", ("parallel", ["", ("series", ["", ""])])]),
    ],
}


def _named(shape: Tree, names: list[str]) -> Tree:
    if isinstance(shape, str):
        return names.pop(0)
    return shape[0], [_named(branch, names) for branch in shape[1]]


def _leaves(tree: Tree) -> list[str]:
    return [tree] if isinstance(tree, str) else [name for branch in tree[1] for name in _leaves(branch)]


def _relation(tree: Tree) -> str | list[object]:
    return tree if isinstance(tree, str) else [tree[0], *(_relation(branch) for branch in tree[1])]


def _size(tree: Tree) -> tuple[float, float]:
    """Width and half height of the box that holds the drawn tree."""
    if isinstance(tree, str):
        return _LENGTH, _RISE
    sizes = [_size(branch) for branch in tree[1]]
    if tree[0] == "series":
        return sum(w for w, _ in sizes), max(h for _, h in sizes)
    return max(w for w, _ in sizes) + 2 * _BUS, sum(h for _, h in sizes)


@dataclass
class _Sheet:
    """Collects the drawing calls of one circuit, with the functions that they need."""

    lamps: list[str]
    lines: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def call(self, name: str, *values: object) -> None:
        self.used.add(name)
        self.lines.append(f"{name}(ax, {', '.join(literal(_tidy(v)) for v in values)})")

    def draw(self, tree: Tree, x: float, y: float, width: float) -> None:
        """Draw `tree` from (x, y) to (x + width, y)."""
        if isinstance(tree, str):
            self.call("lamp" if tree in self.lamps else "resistor", (x, y), (x + width, y), tree)
            return
        sizes = [_size(branch) for branch in tree[1]]
        if tree[0] == "series":
            stretch = width / sum(w for w, _ in sizes)
            for branch, (own, _) in zip(tree[1], sizes, strict=True):
                self.draw(branch, x, y, own * stretch)
                x += own * stretch
            return
        left, right = x + _BUS, x + width - _BUS
        heights = [h for _, h in sizes]
        rows = [y + sum(heights) - 2 * sum(heights[:i]) - h for i, h in enumerate(heights)]
        for end, bus in ((x, left), (x + width, right)):
            self.call("wire", (end, y), (bus, y))
            self.call("wire", (bus, rows[0]), (bus, rows[-1]))
            self.call("dot", (bus, y))
        for branch, row in zip(tree[1], rows, strict=True):
            self.draw(branch, left, row, right - left)


def _tidy(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(round(v, 2) for v in value)
    return value


def _source_side(sheet: _Sheet, rng: Random, level: int, width: float, labels: list[str], chinese: bool) -> Facts:
    """Draw the bottom wire with battery, switch and ammeter; return their counts."""
    parts = ["battery"]
    if level > 1 or rng.random() < 0.6:
        parts.append("switch")
    if level == 3 or (level == 2 and rng.random() < 0.7):
        parts.append("ammeter")
    rng.shuffle(parts)
    battery, key = rng.choice(["$E$", "$U$", "6 V", "12 V"]), rng.choice(["$S$", "$K$"])
    if chinese:
        battery, key = "电源", "开关"
    step = width / len(parts)
    for i, part in enumerate(parts):
        start, end = (i * step, 0), ((i + 1) * step, 0)
        if part == "battery":
            sheet.call("battery", start, end, battery, rng.choice([1, 1, 2, 3]))
            labels.append(battery)
        elif part == "switch":
            sheet.call("switch", start, end, key)
            labels.append(key)
        else:
            sheet.call("meter", start, end, "A")
            labels.append("A")
    return {"batteries": 1, "switches": parts.count("switch"), "ammeters": parts.count("ammeter")}


def _voltmeter(sheet: _Sheet, rng: Random, tree: Tree, x: float, y: float, stretch: float, wide: bool) -> object:
    """Draw a voltmeter over one member of the top series chain, or over the whole network."""
    start, end, rise, over = x, x + _size(tree)[0] * stretch, _size(tree)[1], tree
    if not wide and not isinstance(tree, str) and tree[0] == "series":
        pick = rng.randrange(len(tree[1]))
        start = x + sum(_size(branch)[0] for branch in tree[1][:pick]) * stretch
        over = tree[1][pick]
        end, rise = start + _size(over)[0] * stretch, _size(over)[1]
    level = y + rise + 0.65
    start, end = start + 0.12, end - 0.12
    for side in (start, end):
        sheet.call("wire", (side, y), (side, level))
        sheet.call("dot", (side, y))
    sheet.call("meter", (start, level), (end, level), "V")
    return _relation(over)


@family("circuits")
def resistor_network(rng: Random, level: int) -> Drawing:
    """Resistors and lamps in series and parallel, with battery, switch, ammeter and voltmeter."""
    shape = rng.choice(_SHAPES[level])
    n = len(_leaves(shape))
    lamp_share, chinese = rng.random(), rng.random() < 0.3
    kinds = ["L" if rng.random() < (0.0 if lamp_share < 0.5 else 0.6) else "R" for _ in range(n)]
    if "L" not in kinds and rng.random() < 0.35:
        names = [f"{ohms} Ω" for ohms in rng.sample([1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20], n)]
    else:
        names = [f"${kind}_{kinds[: i + 1].count(kind)}$" for i, kind in enumerate(kinds)]
    lamps = [name for name in names if name.startswith("$L")]
    tree = _named(shape, list(names))
    network, half = _size(tree)
    width = max(network + 0.6, 4.4 if level < 3 else 5.4)
    stretch, top = (width - 0.6) / network, half + 1.5
    sheet, labels = _Sheet(lamps), list(names)
    sheet.draw(tree, 0.3, top, width - 0.6)
    counts = _source_side(sheet, rng, level, width, labels, chinese)
    for x, inner in ((0.0, 0.3), (width, width - 0.3)):
        sheet.call("wire", (x, 0), (x, top), (inner, top))
    measured: list[object] = []
    if level == 3 or (level == 2 and rng.random() < 0.5):
        measured = [["voltmeter_across", _voltmeter(sheet, rng, tree, 0.3, top, stretch, rng.random() < 0.2)]]
        labels.append("V")
    helpers = [HELPERS[name] for name in HELPERS if name in sheet.used - {"lamp"}]
    limits = {
        "left": -0.5,
        "right": round(width + 0.5, 2),
        "bottom": -1.1,
        "top": round(top + half + (1.3 if measured else 0.4), 2),
    }
    text = program(
        IMPORTS,
        WIRE,
        LEADS,
        fill(rng.choice([BOX_RESISTOR, ZIGZAG_RESISTOR]), gap=0.4) if "resistor" in sheet.used else "",
        fill(HELPERS["lamp"], gap=0.5) if lamps else "",
        *helpers,
        figure_block(rng, limits, unit=0.85, font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX])),
        "\n".join(sheet.lines),
        "plt.show()",
    )
    facts: Facts = {
        "labels": labels,
        "counts": counts | {"resistors": n - len(lamps), "lamps": len(lamps), "voltmeters": len(measured)},
        "values": {},
        "relations": [_relation(tree), *measured],
    }
    return Drawing(text, facts)
