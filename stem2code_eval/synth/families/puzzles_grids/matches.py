"""Figures laid with matchsticks: growing patterns, square and triangle grids, equations, and tangram pieces."""

from collections.abc import Sequence
from random import Random

from stem2code_eval.synth.families.puzzles_grids.numbers import FINISHES
from stem2code_eval.synth.families.puzzles_grids.tangrams import tangram
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

Stick = tuple[tuple[int, int], tuple[int, int]]

_TEMPLATE = """
import matplotlib.pyplot as plt
«imports!code»
fig, ax = plt.subplots(figsize=«size»)


def match(x1, y1, x2, y2):
    \"\"\"A match from one place to another, a little short at both ends, its head at the second.\"\"\"
    dx, dy = 0.1 * (x2 - x1), 0.1 * (y2 - y1)
    ax.plot([x1 + dx, x2 - dx], [y1 + dy, y2 - dy], color=«wood», lw=«lw», solid_capstyle="butt")
    ax.plot(x2 - dx, y2 - dy, "o", color=«head», ms=«ms»)


«body!code»
ax.set_aspect("equal")
ax.axis("off")
ax.margins(0.06)
«finish!code»
"""
_FONT = '\nplt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]\n'
_UNITS = {
    "squares": """
def row(left, n):
    \"\"\"A row of n squares: each new square needs three more matches.\"\"\"
    match(left, 0, left, 1)
    for x in range(left, left + n):
        match(x, 0, x + 1, 0)
        match(x, 1, x + 1, 1)
        match(x + 1, 0, x + 1, 1)
""",
    "triangles": """
def row(left, n):
    \"\"\"A strip of n triangles, point up and point down by turns.\"\"\"
    h = np.sqrt(3) / 2
    tops = [(left + i / 2, h * (i % 2)) for i in range(n + 2)]
    for (x1, y1), (x2, y2) in zip(tops, tops[1:]):
        match(x1, y1, x2, y2)
    for (x1, y1), (x2, y2) in zip(tops, tops[2:]):
        match(x1, y1, x2, y2)
""",
    "houses": """
def row(left, n):
    \"\"\"n houses side by side that share their walls.\"\"\"
    match(left, 0, left, 1)
    for x in range(left, left + n):
        match(x, 0, x + 1, 0)
        match(x, 1, x + 1, 1)
        match(x + 1, 0, x + 1, 1)
        match(x, 1, x + 0.5, 1.87)
        match(x + 0.5, 1.87, x + 1, 1)
""",
    "staircase": """
def row(left, n):
    \"\"\"A staircase of n steps built of squares.\"\"\"
    for x in range(n + 1):
        for y in range(n - max(x - 1, 0)):
            match(left + x, y, left + x, y + 1)
            match(left + y, x, left + y + 1, x)
""",
}
_COUNTS = {
    "squares": lambda n: 3 * n + 1,
    "triangles": lambda n: 2 * n + 1,
    "houses": lambda n: 5 * n + 1,
    "staircase": lambda n: n * (n + 3),
}
_SEQUENCE = """
«unit!code»

left = 0
for n in «terms»:
    row(left, n)
    ax.text(left + «width!code» / 2, -0.45, «caption!code», fontsize=13, ha="center", va="center")
    left += «advance!code»
«dots!code»ax.set_xlim(-0.3, left + 0.1)
"""
_GRID = """
# A grid of «columns» by «rows» squares«missing_note!code».
taken = «taken!code»
for x in range(«columns» + 1):
    for y in range(«rows»):
        if (x, y, "|") not in taken:
            match(x, y, x, y + 1)
for x in range(«columns»):
    for y in range(«rows» + 1):
        if (x, y, "-") not in taken:
            match(x, y, x + 1, y)
"""
_PYRAMID = """
# A big triangle with «rows» small ones to a side.
h = np.sqrt(3) / 2
for row in range(«rows»):
    for i in range(«rows» - row):
        x, y = i + row / 2, h * row
        match(x, y, x + 1, y)
        match(x + 1, y, x + 0.5, y + h)
        match(x + 0.5, y + h, x, y)
"""
_EQUATION = """
# Seven matches make an eight: the other digits leave some out.
#    -a-
#   f   b
#    -g-
#   e   c
#    -d-
places = {
    "a": (0, 2, 1, 2), "b": (1, 1, 1, 2), "c": (1, 0, 1, 1), "d": (0, 0, 1, 0),
    "e": (0, 0, 0, 1), "f": (0, 1, 0, 2), "g": (0, 1, 1, 1),
}
digits = «digits!code»

x = 0
for mark in «text»:
    if mark in digits:
        for x1, y1, x2, y2 in (places[side] for side in digits[mark]):
            match(x + x1, y1, x + x2, y2)
    elif mark == "=":
        match(x, 0.8, x + 1, 0.8)
        match(x, 1.2, x + 1, 1.2)
    else:
        match(x, 1, x + 1, 1)
        if mark == "+":
            match(x + 0.5, 0.5, x + 0.5, 1.5)
    x += 1.5
"""
_SEGMENTS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abdeg",
    "3": "abcdg",
    "4": "bcfg",
    "5": "acdfg",
    "6": "acdefg",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
}


@family("puzzles_grids")
def matchsticks(rng: Random, level: int) -> Drawing:
    """Matchstick rows that grow, grids with matches taken away, triangles, equations; or a tangram figure."""
    kinds = {
        1: [_sequence, _triangle, tangram],
        2: [_sequence, _grid, _equation, tangram],
        3: [_grid, _equation, _sequence],
    }
    return rng.choice(kinds[level])(rng, level)


def _drawing(rng: Random, body: str, extent: tuple[float, float], labels: Sequence[str], facts: Facts) -> Drawing:
    wood, head = rng.choice(
        [("black", "black"), ("black", "firebrick"), ("burlywood", "firebrick"), ("saddlebrown", "black")]
    )
    unit = min(0.95, 5.2 / max(extent))
    thick, dot = rng.choice(
        [(1.6, 3.5), (1.8, 3.5)]
        if extent[0] > 9
        else [(2.2, 4.5), (2.5, 5)]
        if extent[0] > 6
        else [(2.6, 6), (3, 6.5), (3.5, 7)]
    )
    program = fill(
        _TEMPLATE,
        imports=("import numpy as np\n" if "np." in body else "") + (_FONT if "图" in body else ""),
        size=(
            min(7.0, max(3.0, round(extent[0] * unit / 0.775 + 0.4, 1))),
            max(3.0, round(extent[1] * unit / 0.77 + 0.4, 1)),
        ),
        wood=wood,
        head=head,
        lw=thick,
        ms=dot,
        body=body.strip("\n"),
        finish=rng.choice(FINISHES),
    )
    return Drawing(tidy(program), {"labels": list(labels), **facts})


def _sequence(rng: Random, level: int) -> Drawing:
    kind = rng.choice(list(_UNITS))
    terms = {1: [1, 2], 2: [1, 2, 3], 3: [1, 2, 3, 4]}[level]
    if kind == "triangles" and level < 3:
        terms = [2 * n for n in terms] if rng.random() < 0.4 else [*terms, terms[-1] + 1]
    elif kind == "staircase":
        terms = terms[:3]
    chinese = rng.random() < 0.35
    caption = 'f"图({n})"' if chinese else rng.choice(['f"$n={n}$"', 'f"({n})"'])
    width, advance = ("(n / 2 + 0.5)", "n // 2 + 2") if kind == "triangles" else ("n", "n + 1")
    widths = [n // 2 + 2 if kind == "triangles" else n + 1 for n in terms]
    dots = rng.random() < 0.6
    body = fill(
        _SEQUENCE,
        unit=_UNITS[kind].strip("\n") + "\n",
        terms=terms,
        width=width,
        caption=caption,
        advance=advance,
        dots='ax.text(left - 0.4, 0.5, "…", fontsize=20, ha="center", va="center")\n' if dots else "",
    )
    shape = {"图": "图({})", "$": "$n={}$", "(": "({})"}[caption[2]]
    matches = [_COUNTS[kind](n) for n in terms]
    height = {"houses": 2.6, "staircase": max(terms) + 0.7}.get(kind, 1.7)
    facts: Facts = {
        "counts": {"matches": sum(matches), "figures": len(terms)},
        "values": {"kind": kind, "terms": terms, "matches": matches},
        "relations": [],
    }
    labels = [shape.format(n) for n in terms] + (["…"] if dots else [])
    return _drawing(rng, body, (sum(widths) + 0.2, height), labels, facts)


def _grid(rng: Random, level: int) -> Drawing:
    columns, rows = rng.choice(
        [(2, 1), (3, 1), (2, 2)]
        if level == 1
        else [(3, 2), (3, 3), (4, 2)]
        if level == 2
        else [(4, 3), (4, 4), (5, 3), (3, 3)]
    )
    inner = [(x, y, "|") for x in range(1, columns) for y in range(rows)]
    inner += [(x, y, "-") for x in range(columns) for y in range(1, rows)]
    taken = sorted(rng.sample(inner, rng.randint(level - 1, min(level + 1, len(inner)))))
    body = fill(
        _GRID,
        columns=columns,
        rows=rows,
        missing_note="; some matches are taken away" if taken else "",
        taken=literal(taken),
    )
    total = rows * (columns + 1) + columns * (rows + 1) - len(taken)
    facts: Facts = {
        "counts": {"matches": total, "rows": rows, "columns": columns},
        "values": {"kind": "grid", "taken": [list(stick) for stick in taken]},
        "relations": [],
    }
    return _drawing(rng, body, (columns + 0.3, rows + 0.3), [], facts)


def _triangle(rng: Random, level: int) -> Drawing:
    rows = rng.choice([2, 3, 4, 5])
    facts: Facts = {
        "counts": {"matches": 3 * rows * (rows + 1) // 2, "rows": rows},
        "values": {"kind": "triangle grid"},
        "relations": [],
    }
    return _drawing(rng, fill(_PYRAMID, rows=rows), (rows + 0.3, 0.9 * rows + 0.3), [], facts)


def _equation(rng: Random, level: int) -> Drawing:
    top = 9 if level == 2 else 39
    a, b = rng.randint(1, top), rng.randint(1, 9)
    sign = rng.choice("+-") if a >= b else "+"
    result = a + b if sign == "+" else a - b
    shown = result if rng.random() < 0.3 else max(0, result + rng.choice([-2, -1, 1, 2]))
    text = f"{a}{sign}{b}={shown}"
    used = sorted(dict.fromkeys(mark for mark in text if mark.isdigit()))
    digits = "{" + ", ".join(f"{literal(mark)}: {literal(_SEGMENTS[mark])}" for mark in used) + "}"
    body = fill(_EQUATION, digits=digits, text=text)
    extra = {"+": 2, "-": 1, "=": 2}
    matches = sum(len(_SEGMENTS[mark]) if mark in _SEGMENTS else extra[mark] for mark in text)
    facts: Facts = {
        "counts": {"matches": matches, "marks": len(text)},
        "values": {"kind": "equation", "equation": text, "is_true": shown == result},
        "relations": [],
    }
    return _drawing(rng, body, (1.5 * len(text), 2.3), [], facts)
