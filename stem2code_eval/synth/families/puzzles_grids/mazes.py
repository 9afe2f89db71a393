"""Mazes on a square grid, kept in the program as a drawing in text."""

from random import Random

from stem2code_eval.synth.families.puzzles_grids.numbers import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

Cell = tuple[int, int]

_TEMPLATE = """
import matplotlib.pyplot as plt

# Walls as text: -- is a wall above or below a cell, | one beside it, + a post.
maze = «maze!code»
rows, columns = len(maze) // 2, len(maze[0]) // 3

fig, ax = plt.subplots(figsize=«size»)
«dots!code»for i, line in enumerate(maze):
    for j, mark in enumerate(line):
        x, y = j // 3, rows - i // 2
        if mark == "|":
            ax.plot([x, x], [y, y - 1], color="black", lw=«lw», solid_capstyle="round")
        elif mark == "-" and j % 3 == 1:
            ax.plot([x, x + 1], [y, y], color="black", lw=«lw», solid_capstyle="round")
«way!code»
# Arrows at the way in and the way out.
style = {"arrowstyle": "-|>", "color": «arrow», "lw": 2, "shrinkA": 0, "shrinkB": 0}
for start, end in «arrows!code»:
    ax.annotate("", xy=end, xytext=start, arrowprops=style)
«letters!code»
ax.set_xlim(-«room», columns + «room»)
ax.set_ylim(-«room», rows + «room»)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_DOTS = """for x in range(columns):
    for y in range(rows):
        ax.add_patch(plt.Circle((x + 0.5, y + 0.5), 0.12, facecolor="silver", edgecolor="gray"))
"""
_WAY = """
# The way through, from cell to cell: (column, row from the top).
way = «way!code»
ax.plot([x + 0.5 for x, _ in way], [rows - y - 0.5 for _, y in way], color=«color», lw=1.8, ls="--")
"""
_LETTERS = """
for x, y, name in «letters»:
    ax.text(x + 0.5, rows - y - 0.5, name, fontsize=«points», ha="center", va="center")
"""


@family("puzzles_grids")
def maze(rng: Random, level: int) -> Drawing:
    """Maze of 5 to 11 cells a side with arrows in and out, some with dots, letters or the way through."""
    rows = {1: rng.choice([4, 5]), 2: rng.choice([6, 7, 8]), 3: rng.choice([9, 10])}[level]
    columns = rows + rng.choice([0, 0, 1, 2])
    open_sides = _carve(rng, rows, columns)
    for _ in range(rng.choice([0, 0, level])):
        _knock_through(rng, open_sides, rows, columns)
    entry, leave = rng.randrange(rows), rng.randrange(rows)
    from_top = rng.random() < 0.35
    start: Cell = (0, rng.randrange(columns)) if from_top else (entry, 0)
    end: Cell = (rows - 1, rng.randrange(columns)) if from_top else (leave, columns - 1)
    text = _walls(rows, columns, open_sides, start, end, from_top=from_top)
    way = shortest_way(open_sides, start, end)
    show_way = level > 1 and rng.random() < 0.3
    dots = not show_way and rng.random() < 0.3
    letters: list[tuple[int, int, str]] = []
    if not dots and not show_way and rng.random() < 0.5:
        cells = rng.sample([(c, r) for r in range(rows) for c in range(columns)], level + 1)
        names = rng.choice(["ABCDE", "PQRST", "12345"])
        letters = [(c, r, name) for (c, r), name in zip(cells, names, strict=False)]
    unit = 4.2 / (columns + 1.6) if level == 1 else 5 / (columns + 1.6)
    program = fill(
        _TEMPLATE,
        maze="[\n" + "".join(f"    {literal(line)},\n" for line in text) + "]",
        size=(round((columns + 1.8) * unit / 0.775, 1), round((rows + 1.8) * unit / 0.77, 1)),
        dots=_DOTS if dots else "",
        lw=rng.choice([2, 2.5, 3]),
        way=fill(_WAY, way=_wrapped([(c, r) for r, c in way]), color=rng.choice(["black", "gray", "firebrick"]))
        if show_way
        else "",
        arrow=rng.choice(["black", "black", "dimgray"]),
        arrows=_arrows(start, end, rows, from_top=from_top),
        letters=fill(_LETTERS, letters=letters, points=14 if level < 3 else 12) if letters else "",
        room=0.9,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [name for _, _, name in letters],
        "counts": {"rows": rows, "columns": columns, "way_cells": len(way), "passages": len(open_sides)},
        "values": {
            "maze": text,
            "start": list(start),
            "end": list(end),
            "way_shown": show_way,
            "dots": dots,
        },
        "relations": [["in_cell", name, r, c] for c, r, name in letters],
    }
    return Drawing(tidy(program), facts)


def _carve(rng: Random, rows: int, columns: int) -> list[tuple[Cell, Cell]]:
    """Return the passages of a perfect maze, made by a random depth-first walk."""
    stack = [(rng.randrange(rows), rng.randrange(columns))]
    seen = list(stack)
    passages = []
    while stack:
        cell = stack[-1]
        free = [near for near in _around(cell, rows, columns) if near not in seen]
        if not free:
            stack.pop()
            continue
        near = rng.choice(free)
        passages.append((min(cell, near), max(cell, near)))
        seen.append(near)
        stack.append(near)
    return passages


def _around(cell: Cell, rows: int, columns: int) -> list[Cell]:
    r, c = cell
    near = [(r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)]
    return [(i, j) for i, j in near if 0 <= i < rows and 0 <= j < columns]


def _knock_through(rng: Random, passages: list[tuple[Cell, Cell]], rows: int, columns: int) -> None:
    """Open one more wall, so that there is a ring of passages."""
    cell = (rng.randrange(rows), rng.randrange(columns))
    walls = [n for n in _around(cell, rows, columns) if (min(cell, n), max(cell, n)) not in passages]
    if walls:
        near = rng.choice(walls)
        passages.append((min(cell, near), max(cell, near)))


def shortest_way(passages: list[tuple[Cell, Cell]], start: Cell, end: Cell) -> list[Cell]:
    """Return the cells of a shortest way from `start` to `end`, both among them."""
    doors: dict[Cell, list[Cell]] = {}
    for p, q in passages:
        doors.setdefault(p, []).append(q)
        doors.setdefault(q, []).append(p)
    before: dict[Cell, Cell | None] = {start: None}
    queue = [start]
    for cell in queue:
        for near in doors[cell]:
            if near not in before:
                before[near] = cell
                queue.append(near)
    way: list[Cell] = []
    step: Cell | None = end
    while step is not None:
        way.append(step)
        step = before[step]
    return way[::-1]


def _walls(
    rows: int, columns: int, passages: list[tuple[Cell, Cell]], start: Cell, end: Cell, *, from_top: bool
) -> list[str]:
    """Return the maze as lines of text, with gaps in the outer wall at `start` and `end`."""
    lines = []
    for r in range(rows + 1):
        gaps = [c for c in range(columns) if ((r - 1, c), (r, c)) in passages]
        if from_top:
            gaps += [start[1]] if r == 0 else [end[1]] if r == rows else []
        lines.append("+" + "+".join("  " if c in gaps else "--" for c in range(columns)) + "+")
        if r < rows:
            sides = [not (c > 0 and ((r, c - 1), (r, c)) in passages) for c in range(columns + 1)]
            if not from_top:
                sides[0] = sides[0] and r != start[0]
                sides[-1] = r != end[0]
            lines.append("  ".join("|" if wall else " " for wall in sides))
    return lines


def _arrows(start: Cell, end: Cell, rows: int, *, from_top: bool) -> str:
    if from_top:
        x1, x2 = start[1] + 0.5, end[1] + 0.5
        return f"[(({x1:g}, rows + 0.8), ({x1:g}, rows + 0.1)), (({x2:g}, -0.1), ({x2:g}, -0.8))]"
    y1, y2 = rows - start[0] - 0.5, rows - end[0] - 0.5
    return f"[((-0.8, {y1:g}), (-0.1, {y1:g})), ((columns + 0.1, {y2:g}), (columns + 0.8, {y2:g}))]"


def _wrapped(way: list[Cell]) -> str:
    """Return a list of cells as program text, eight a line."""
    lines = [", ".join(literal(cell) for cell in way[i : i + 8]) for i in range(0, len(way), 8)]
    return "[\n" + "".join(f"    {line},\n" for line in lines) + "]"
