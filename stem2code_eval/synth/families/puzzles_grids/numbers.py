"""Number puzzles: sudoku, magic squares, addition pyramids, letter-sum tables."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

FINISHES = ("plt.show()", 'fig.savefig("figure.png")', 'plt.savefig("figure.png")')
Grid = list[list[int]]

_SUDOKU = """
import matplotlib.pyplot as plt

# A dot is an empty cell.
grid = «grid!code»
n, box_height, box_width = «n», «tall», «wide»

fig, ax = plt.subplots(figsize=«size»)
«shade!code»for i in range(n + 1):
    ax.plot([0, n], [i, i], color="black", lw=«thick» if i % box_height == 0 else «thin»)
    ax.plot([i, i], [0, n], color="black", lw=«thick» if i % box_width == 0 else «thin»)
for row, line in enumerate(grid):
    for column, mark in enumerate(line):
        if mark != ".":
            ax.text(column + 0.5, n - row - 0.5, mark, fontsize=«points», ha="center", va="center"«family!code»)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_SHADE = """for row in range(n):
    for column in range(n):
        if (row // box_height + column // box_width) % 2 == 1:
            ax.fill_between([column, column + 1], n - row - 1, n - row, color="0.9", lw=0)
"""
_TABLE = """
import matplotlib.pyplot as plt

# None is an empty cell.
numbers = «numbers!code»
rows, columns = len(numbers), len(numbers[0])

fig, ax = plt.subplots(figsize=«size»)
for row, line in enumerate(numbers):
    for column, number in enumerate(line):
        x, y = column, rows - 1 - row
        color = «color!code»
        ax.add_patch(plt.Rectangle((x, y), 1, 1, facecolor=color, edgecolor="black", lw=«lw»))
        if number is not None:
            ax.text(x + 0.5, y + 0.5, number, fontsize=«points», ha="center", va="center"«family!code»)
«extra!code»
ax.set_xlim(-0.1, columns + «right»)
ax.set_ylim(«bottom», rows + 0.1)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_PYRAMID = """
import matplotlib.pyplot as plt

# Each brick is «rule!code» of the two below it; None is empty. The bottom row comes first.
bricks = «bricks!code»

fig, ax = plt.subplots(figsize=«size»)
for level, row in enumerate(bricks):
    for i, number in enumerate(row):
        x, y = i + level / 2, 0.6 * level
        ax.add_patch(plt.Rectangle((x, y), 1, 0.6, facecolor=«color!code», edgecolor="black", lw=«lw»))
        if number is not None:
            ax.text(x + 0.5, y + 0.3, number, fontsize=«points», ha="center", va="center")
ax.autoscale_view()
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""


@family("puzzles_grids")
def number_grid(rng: Random, level: int) -> Drawing:
    """Sudoku of 4, 6 or 9 with givens, magic square, addition pyramid or a table with sums at the edges."""
    kind = rng.choice([_sudoku, _sudoku, _magic, _pyramid, _sums])
    return kind(rng, level)


def _sudoku(rng: Random, level: int) -> Drawing:
    tall, wide = {1: (2, 2), 2: (2, 3), 3: (3, 3)}[level]
    n = tall * wide
    solution = solved_grid(rng, tall, wide)
    givens = rng.sample(
        range(n * n), {1: rng.choice([5, 6, 7]), 2: rng.choice([12, 14, 16]), 3: rng.randint(26, 34)}[level]
    )
    grid = ["".join(str(solution[r][c]) if r * n + c in givens else "." for c in range(n)) for r in range(n)]
    side = {1: 3.5, 2: 4.5, 3: 5.5}[level]
    program = fill(
        _SUDOKU,
        grid="[\n" + "".join(f"    {literal(row)},\n" for row in grid) + "]",
        n=n,
        tall=tall,
        wide=wide,
        size=(side, side),
        shade=_SHADE if rng.random() < 0.25 else "",
        thick=rng.choice([2, 2.5, 3]),
        thin=rng.choice([0.7, 1]),
        points=rng.choice([18, 20]) if level < 3 else rng.choice([16, 18]),
        family=', family="serif"' if rng.random() < 0.5 else "",
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [mark for row in grid for mark in row if mark != "."],
        "counts": {"rows": n, "columns": n, "givens": len(givens)},
        "values": {"kind": "sudoku", "grid": grid, "solution": solution, "box": [tall, wide]},
        "relations": [],
    }
    return Drawing(tidy(program), facts)


def solved_grid(rng: Random, tall: int, wide: int) -> Grid:
    """Return a solved sudoku with boxes `tall` x `wide`: a shifted pattern, its rows, columns, digits shuffled."""
    n = tall * wide
    digits = rng.sample(range(1, n + 1), n)
    rows = [band * tall + r for band in rng.sample(range(wide), wide) for r in rng.sample(range(tall), tall)]
    columns = [pile * wide + c for pile in rng.sample(range(tall), tall) for c in rng.sample(range(wide), wide)]
    return [[digits[(wide * (r % tall) + r // tall + c) % n] for c in columns] for r in rows]


def _table(
    rng: Random, kind: str, shown: list[list[int | str | None]], side: float, color: str, facts: Facts, extra: str = ""
) -> Drawing:
    rows = "[\n" + "".join(f"    {literal(row)},\n" for row in shown) + "]"
    margin = 0.8 if extra else 0.1
    program = fill(
        _TABLE,
        numbers=rows,
        size=(side, side),
        color=color,
        lw=rng.choice([1.5, 2, 2.5]),
        points=rng.choice([20, 22, 24]) if len(shown) < 5 else 18,
        family=', family="serif"' if rng.random() < 0.5 else "",
        extra=extra,
        right=margin,
        bottom=-margin,
        finish=rng.choice(FINISHES),
    )
    facts["values"]["kind"] = kind
    facts["counts"] |= {"rows": len(shown), "columns": len(shown[0])}
    return Drawing(tidy(program), facts)


def _magic(rng: Random, level: int) -> Drawing:
    square = magic_square(rng, {1: 3, 2: 4, 3: 5}[level])
    n = len(square)
    hidden = rng.sample(range(n * n), {3: rng.randint(3, 6), 4: rng.randint(6, 9), 5: rng.randint(10, 14)}[n])
    shown: list[list[int | str | None]] = [
        [None if r * n + c in hidden else square[r][c] for c in range(n)] for r in range(n)
    ]
    asked = None
    if rng.random() < 0.6:
        asked = rng.choice(hidden)
        shown[asked // n][asked % n] = "?"
    facts: Facts = {
        "labels": [str(v) for row in shown for v in row if v is not None],
        "counts": {"givens": n * n - len(hidden)},
        "values": {"solution": square, "sum": sum(square[0])},
        "relations": [["asked", asked // n, asked % n]] if asked is not None else [],
    }
    color = rng.choice(['"white"', '"white"', '"lightgray" if number is None else "white"'])
    return _table(rng, "magic square", shown, {3: 3.5, 4: 4, 5: 4.5}[n], color, facts)


def magic_square(rng: Random, n: int) -> Grid:
    """Return a magic square of order 3, 4 or 5, turned and mirrored at random, every number moved on by a constant."""
    if n == 4:
        square = [[16, 3, 2, 13], [5, 10, 11, 8], [9, 6, 7, 12], [4, 15, 14, 1]]
    else:  # the Siamese method
        square = [[0] * n for _ in range(n)]
        r, c = 0, n // 2
        for number in range(1, n * n + 1):
            square[r][c] = number
            up, right = (r - 1) % n, (c + 1) % n
            r, c = (up, right) if not square[up][right] else ((r + 1) % n, c)
    for _ in range(rng.randrange(4)):
        square = [list(row) for row in zip(*square[::-1], strict=True)]
    if rng.random() < 0.5:
        square = [row[::-1] for row in square]
    step, first = rng.choice([(1, 0), (1, rng.randint(0, 9)), (2, rng.choice([-1, 0]))])
    return [[step * number + first for number in row] for row in square]


def _pyramid(rng: Random, level: int) -> Drawing:
    width = {1: 3, 2: 4, 3: 5}[level]
    bricks = [[rng.randint(1, 9) for _ in range(width)]]
    while len(bricks[-1]) > 1:
        bricks.append([a + b for a, b in zip(bricks[-1], bricks[-1][1:], strict=False)])
    places = [(level, i) for level, row in enumerate(bricks) for i in range(len(row))]
    hidden = rng.sample(places, len(places) - width - rng.choice([0, 1]))
    shown = [[None if (level, i) in hidden else v for i, v in enumerate(row)] for level, row in enumerate(bricks)]
    rows = "[\n" + "".join(f"    {literal(row)},\n" for row in shown) + "]"
    program = fill(
        _PYRAMID,
        rule="the sum",
        bricks=rows,
        size=({3: 4, 4: 4.5, 5: 5.5}[width], {3: 3, 4: 3.5, 5: 4}[width]),
        color=rng.choice(['"white"', '"white" if number is None else "lightgray"', '"0.92"']),
        lw=rng.choice([1.5, 1.8]),
        points=rng.choice([16, 18]),
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [str(v) for row in shown for v in row if v is not None],
        "counts": {"rows": width, "bricks": len(places), "givens": len(places) - len(hidden)},
        "values": {"kind": "addition pyramid", "solution": bricks},
        "relations": [],
    }
    return Drawing(tidy(program), facts)


_SUMS = """
# Sums of the rows on the right, of the columns below.
for i, total in enumerate(«row_sums»):
    ax.text(columns + 0.45, rows - 0.5 - i, total, fontsize=«points», ha="center", va="center")
for i, total in enumerate(«column_sums»):
    ax.text(i + 0.5, -0.45, total, fontsize=«points», ha="center", va="center")
"""


def _sums(rng: Random, level: int) -> Drawing:
    n = {1: 3, 2: rng.choice([3, 4]), 3: rng.choice([4, 5])}[level]
    letters = rng.choice(["abcd", "xyz", "ABCD"])[: level + 1]
    values = dict(zip(letters, rng.sample(range(1, 10), len(letters)), strict=True))
    cells = [[rng.choice(list(values)) for _ in range(n)] for _ in range(n)]
    row_sums = [sum(values[m] for m in row) for row in cells]
    column_sums = [sum(values[row[c]] for row in cells) for c in range(n)]
    shown: list[list[int | str | None]] = [[f"${m}$" for m in row] for row in cells]
    extra = fill(_SUMS, row_sums=row_sums, column_sums=column_sums, points=rng.choice([16, 18]))
    facts: Facts = {
        "labels": [f"${m}$" for row in cells for m in row] + [str(s) for s in row_sums + column_sums],
        "counts": {"givens": n * n},
        "values": {"cells": cells, "row_sums": row_sums, "column_sums": column_sums, "letters": values},
        "relations": [],
    }
    return _table(rng, "letter sums", shown, {3: 4, 4: 4.5, 5: 5}[n], rng.choice(['"white"', '"0.93"']), facts, extra)
