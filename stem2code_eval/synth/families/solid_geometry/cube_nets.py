"""The eleven nets of the cube, and what happens when one is folded up."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.space import Point3

Net = list[str]
"""Rows of text; a blank is no square, any other character marks a square of the net."""

CUBE_NETS: tuple[tuple[str, ...], ...] = (
    ("#...", "####", "#..."),
    ("#...", "####", ".#.."),
    ("#...", "####", "..#."),
    ("#...", "####", "...#"),
    (".#..", "####", ".#.."),
    (".#..", "####", "..#."),
    ("##..", ".###", ".#.."),
    ("##..", ".###", "..#."),
    ("##..", ".###", "...#"),
    ("##..", ".##.", "..##"),
    ("###..", "..###"),
)


def turned_net(rng: Random) -> list[tuple[int, int]]:
    """Return the (row, column) cells of one of the nets, turned and mirrored at random, in reading order."""
    rows = list(rng.choice(CUBE_NETS))
    if rng.random() < 0.5:
        rows = [row[::-1] for row in rows]
    if rng.random() < 0.5:
        rows = rows[::-1]
    if rng.random() < 0.4:
        rows = ["".join(column) for column in zip(*rows, strict=True)]
    return [(r, c) for r, row in enumerate(rows) for c, mark in enumerate(row) if mark == "#"]


def folded(cells: list[tuple[int, int]], front: int) -> list[Point3]:
    """Fold a net backwards round its cell number `front`; return for each cell the outward normal of its face.

    The front face looks to (0, -1, 0), the viewer; right is (1, 0, 0) and up (0, 0, 1).
    """
    frames: dict[tuple[int, int], tuple[Point3, Point3, Point3]] = {cells[front]: ((1, 0, 0), (0, 0, 1), (0, -1, 0))}
    queue = [cells[front]]
    for r, c in queue:
        right, up, out = frames[r, c]
        steps = {
            (r, c + 1): (_back(out), up, right),
            (r, c - 1): (out, up, _back(right)),
            (r - 1, c): (right, _back(out), up),
            (r + 1, c): (right, out, _back(up)),
        }
        for cell, frame in steps.items():
            if cell in cells and cell not in frames:
                frames[cell] = frame
                queue.append(cell)
    return [frames[cell][2] for cell in cells]


def _back(vector: Point3) -> Point3:
    return -vector[0], -vector[1], -vector[2]


def opposite_pairs(cells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pairs of cells (by number) that end on opposite faces."""
    normals = folded(cells, 0)
    return [(i, j) for i in range(6) for j in range(i + 1, 6) if normals[j] == _back(normals[i])]


def net_rows(cells: list[tuple[int, int]], marks: list[str]) -> Net:
    """Return the net as rows of text with one mark a cell and blanks between."""
    width = max(c for _, c in cells) + 1
    rows = [[" "] * width for _ in range(max(r for r, _ in cells) + 1)]
    for (r, c), mark in zip(cells, marks, strict=True):
        rows[r][c] = mark
    return ["".join(row) for row in rows]
