"""Logic circuits: gates fed from vertical input rails, with the truth table in the facts."""

from dataclasses import dataclass, field
from itertools import product
from random import Random

from stem2code_eval.synth.families.circuits.parts import DOT, WIRE
from stem2code_eval.synth.families.textbook import (
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

Tree = str | tuple[str, list["Tree"]]
"""An input's name, or `(gate kind, inputs)`."""

_SHAPED_GATE = """
def gate(ax, kind, x, y):
    \"\"\"A gate whose left edge is at x and whose output comes out at (x + 1.1, y).\"\"\"
    t = np.linspace(-np.pi / 2, np.pi / 2, 40)
    if kind == "NOT":
        outline = [(x, y - 0.35), (x, y + 0.35), (x + 0.75, y)]
    elif kind in ("AND", "NAND"):
        outline = [(x, y + 0.42), (x, y - 0.42), *zip(x + 0.43 + 0.42 * np.cos(t), y + 0.42 * np.sin(t))]
    else:
        s = np.linspace(-1, 1, 40)
        back = list(zip(x + 0.16 * (1 - s**2), y - 0.42 * s))
        nose = list(zip(x + 0.85 * (1 - np.abs(s)) ** 0.55, y + 0.42 * s))
        outline = back + nose
        if kind == "XOR":
            ax.plot(*zip(*[(px - 0.12, py) for px, py in back]), color="black", lw=1.5, zorder=3)
    ax.add_patch(plt.Polygon(outline, fc="white", ec="black", lw=1.5, zorder=3))
    end = x + (0.75 if kind == "NOT" else 0.85)
    if kind in ("NOT", "NAND", "NOR"):
        ax.add_patch(plt.Circle((end + 0.08, y), 0.08, fc="white", ec="black", lw=1.3, zorder=3))
        end += 0.16
    wire(ax, (end, y), (x + 1.1, y))
"""

_BOX_GATE = """
def gate(ax, kind, x, y):
    \"\"\"A rectangular gate whose left edge is at x and whose output comes out at (x + 1.1, y).\"\"\"
    symbol = {"AND": "&", "NAND": "&", "OR": r"$\\geq$1", "NOR": r"$\\geq$1", "XOR": "=1", "NOT": "1"}[kind]
    ax.add_patch(plt.Rectangle((x, y - 0.45), 0.8, 0.9, fc="white", ec="black", lw=1.5, zorder=3))
    ax.text(x + 0.4, y + 0.1, symbol, ha="center", va="center", fontsize=12, zorder=4)
    end = x + 0.8
    if kind in ("NOT", "NAND", "NOR"):
        ax.add_patch(plt.Circle((end + 0.08, y), 0.08, fc="white", ec="black", lw=1.3, zorder=3))
        end += 0.16
    wire(ax, (end, y), (x + 1.1, y))
"""

_BODY = """
# Each input comes down a rail of its own; a dot marks where a wire branches off.
for x, low, name in «rails!code»:
    wire(ax, (x, «top»), (x, low))
    ax.text(x, «top» + 0.25, name, ha="center", va="center")

for kind, x, y in «gates!code»:
    gate(ax, kind, x, y)

wires = «wires!code»
for points in wires:
    wire(ax, *points)
for point in «dots»:
    dot(ax, point)

ax.text(«out_x», «out_y», "«output!code»", ha="center", va="center")
"""

_SYMBOLS = {"AND": "&", "NAND": "&", "OR": r"$\geq$1", "NOR": r"$\geq$1", "XOR": "=1", "NOT": "1"}
_STEP, _RAIL = 1.8, 0.45


def _grow(rng: Random, n_gates: int, under_not: bool = False) -> Tree:
    """Return a random tree of gates with nameless inputs."""
    if n_gates == 0:
        return ""
    if not under_not and n_gates > 1 and rng.random() < 0.25:
        return "NOT", [_grow(rng, n_gates - 1, under_not=True)]
    kind = rng.choice(["AND", "OR", "NAND", "NOR", "XOR", "AND", "OR"])
    left = rng.randint((n_gates - 1) // 3, n_gates - 1)
    return kind, [_grow(rng, left), _grow(rng, n_gates - 1 - left)]


def _name(tree: Tree, names: list[str]) -> Tree:
    if isinstance(tree, str):
        return names.pop(0)
    return tree[0], [_name(child, names) for child in tree[1]]


def _kinds(tree: Tree) -> list[str]:
    return [] if isinstance(tree, str) else [tree[0], *(kind for child in tree[1] for kind in _kinds(child))]


def _leaf_count(tree: Tree) -> int:
    return 1 if isinstance(tree, str) else sum(_leaf_count(child) for child in tree[1])


def _depth(tree: Tree) -> int:
    return 0 if isinstance(tree, str) else 1 + max(_depth(child) for child in tree[1])


def _value(tree: Tree, inputs: dict[str, bool]) -> bool:
    if isinstance(tree, str):
        return inputs[tree]
    values = [_value(child, inputs) for child in tree[1]]
    positive = {"AND": all, "NAND": all, "OR": any, "NOR": any, "NOT": any}
    if tree[0] == "XOR":
        return values[0] != values[1]
    return bool(positive[tree[0]](values)) != (tree[0] in ("NAND", "NOR", "NOT"))


def _relation(tree: Tree) -> str | list[object]:
    return tree if isinstance(tree, str) else [tree[0], *(_relation(child) for child in tree[1])]


@dataclass
class _Layout:
    """Places gates in columns, counted from the output, and collects wires."""

    rails: dict[str, float]
    first_column: float
    depth: int
    gates: list[tuple[str, float, float]] = field(default_factory=list)
    wires: list[list[tuple[float, float]]] = field(default_factory=list)
    taps: list[tuple[str, float]] = field(default_factory=list)
    next_slot: float = 0.0

    def place(self, tree: Tree, level: int, near: bool) -> tuple[float, float]:
        """Return where the signal of `tree` comes from, seen from a gate `level` columns before the output.

        `near` is true when the sibling just placed is an input too: then both sit at the pins' distance.
        """
        if isinstance(tree, str):
            self.next_slot -= 0.5 if near else 0.95
            y = round(self.next_slot, 3)
            self.taps.append((tree, y))
            return self.rails[tree], y
        sources, near_now = [], False
        for child in tree[1]:
            sources.append(self.place(child, level + 1, near_now))
            near_now = isinstance(child, str)
            if not near_now:
                self.next_slot -= 0.1
        x = round(self.first_column + (self.depth - 1 - level) * _STEP, 3)
        y = round(sum(s[1] for s in sources) / len(sources), 3)
        self.gates.append((tree[0], x, y))
        pins = [y] if len(sources) == 1 else [round(y + 0.25, 3), round(y - 0.25, 3)]
        inset = 0.0 if tree[0] in ("AND", "NAND", "NOT") else 0.1
        for (sx, sy), pin in zip(sources, pins, strict=True):
            self._join((sx, sy), (x + inset, pin), x - 0.3)
        return round(x + 1.1, 3), y

    def _join(self, start: tuple[float, float], end: tuple[float, float], bend: float) -> None:
        if abs(start[1] - end[1]) < 1e-9:
            self.wires.append([start, end])
        else:
            self.wires.append([start, (round(bend, 3), start[1]), (round(bend, 3), end[1]), end])


@family("circuits")
def logic_circuit(rng: Random, level: int) -> Drawing:
    """A circuit of logic gates, drawn with curved or rectangular symbols, between inputs and one output."""
    tree = _grow(rng, {1: rng.choice([2, 3]), 2: rng.choice([3, 4]), 3: rng.choice([5, 6])}[level])
    n_leaves = _leaf_count(tree)
    letters = rng.choice([["A", "B", "C", "D"], ["P", "Q", "R", "S"], ["x_1", "x_2", "x_3", "x_4"]])
    inputs = [
        f"${letter}$" for letter in letters[: min(n_leaves, 2 if level == 1 and n_leaves < 3 else 3 + level // 3)]
    ]
    names = list(inputs)
    rng.shuffle(names)
    while len(names) < n_leaves:
        names.append(rng.choice([name for name in inputs if name != names[-1]]))
    tree = _name(tree, names)
    rails = {name: round(i * _RAIL, 3) for i, name in enumerate(inputs)}
    layout = _Layout(rails, first_column=round(len(inputs) * _RAIL + 0.5, 3), depth=_depth(tree))
    out_x, out_y = layout.place(tree, 0, near=False)
    layout.wires.append([(out_x, out_y), (round(out_x + 0.4, 3), out_y)])
    lows = {name: min(y for tap, y in layout.taps if tap == name) for name in inputs}
    dots = [(rails[tap], y) for tap, y in layout.taps if y > lows[tap]]
    boxed, output = rng.random() < 0.35, rng.choice(["$Y$", "$F$", "$Z$"])
    limits = {
        "left": -0.5,
        "right": round(out_x + 1.0, 2),
        "bottom": round(min(lows.values()) - 0.6, 2),
        "top": 0.7,
    }
    text = program(
        IMPORTS,
        WIRE,
        DOT if dots else "",
        _BOX_GATE if boxed else _SHAPED_GATE,
        figure_block(rng, limits, unit=0.85, font=rng.choice([COMPUTER_MODERN, STIX])),
        fill(
            _BODY,
            rails=literal([(rails[name], lows[name], name) for name in inputs]),
            top=0,
            gates=_listed(layout.gates),
            wires=_listed(layout.wires),
            dots=dots,
            out_x=out_x + 0.65,
            out_y=out_y,
            output=output,
        ),
        'fig.savefig("figure.png")',
    )
    if not dots:
        text = text.replace("for point in []:\n    dot(ax, point)\n", "")
    kinds = _kinds(tree)
    table = [_value(tree, dict(zip(inputs, row, strict=True))) for row in product([False, True], repeat=len(inputs))]
    facts: Facts = {
        "labels": [*inputs, output, *([_SYMBOLS[kind] for kind in kinds] if boxed else [])],
        "counts": {"gates": len(kinds), "inputs": len(inputs)} | {kind: kinds.count(kind) for kind in _SYMBOLS},
        "values": {"truth_table": "".join("01"[value] for value in table)},
        "relations": [["computes", output, _relation(tree)]],
    }
    return Drawing(text, facts)


def _listed(items: list[tuple[str, float, float]] | list[list[tuple[float, float]]]) -> str:
    return "[\n" + "".join(f"    {literal(item)},\n" for item in items) + "]"
