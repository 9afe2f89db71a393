"""Stacks of unit cubes: heights of columns, what is seen of them, and the text that paints them back to front."""

from dataclasses import dataclass
from random import Random

Heights = list[list[int]]
"""Heights of the columns: a row of numbers for each row of columns, the front row first."""


@dataclass(frozen=True, slots=True)
class Paint:
    """How a stack is painted: the projection and the colours of the front, side and top faces."""

    x_step: tuple[float, float]
    y_step: tuple[float, float]
    front: str
    side: str
    top: str


PAINTS = (
    Paint((1, 0), (0.42, 0.36), "white", "white", "white"),
    Paint((1, 0), (0.4, 0.4), "lightgray", "darkgray", "whitesmoke"),
    Paint((1, 0), (0.45, 0.32), "0.85", "0.7", "0.95"),
    Paint((0.87, -0.3), (0.5, 0.4), "silver", "dimgray", "white"),
    Paint((0.87, -0.42), (0.7, 0.36), "#fdae61", "#f08c3c", "#fdc68f"),
    Paint((0.866, -0.5), (0.866, 0.5), "white", "0.8", "white"),
    Paint((0.866, -0.5), (0.866, 0.5), "0.75", "0.55", "0.92"),
    Paint((1, 0), (0.42, 0.36), "#9fc5e8", "#6fa8dc", "#cfe2f3"),
)

CUBE_CODE = """
def project(x, y, z):
    return «xx» * x + «yx» * y, «heave!code»«yz» * y + z


def cube(x, y, z):
    \"\"\"Paint the three faces of a unit cube that can be seen: front, right, top.\"\"\"
    front = [(x, y, z), (x + 1, y, z), (x + 1, y, z + 1), (x, y, z + 1)]
    right = [(x + 1, y, z), (x + 1, y + 1, z), (x + 1, y + 1, z + 1), (x + 1, y, z + 1)]
    top = [(x, y, z + 1), (x + 1, y, z + 1), (x + 1, y + 1, z + 1), (x, y + 1, z + 1)]
    for face, color in [(front, «front»), (right, «side»), (top, «top»)]:
        «axes!code».fill(*zip(*[project(*p) for p in face]), facecolor=color, edgecolor="black", lw=«lw»)
"""


def paint_values(paint: Paint, axes: str, lw: float) -> dict[str, object]:
    """Return the values of the placeholders of `CUBE_CODE`."""
    (xx, xz), (yx, yz) = paint.x_step, paint.y_step
    return {
        "xx": xx,
        "heave": f"{xz} * x + " if xz else "",
        "yx": yx,
        "yz": yz,
        "front": paint.front,
        "side": paint.side,
        "top": paint.top,
        "axes": axes,
        "lw": lw,
    }


def random_heights(rng: Random, columns: int, rows: int, tallest: int, *, gaps: bool = True) -> Heights:
    """Return a stack that needs the whole `columns` x `rows` floor, is one piece, and rises towards the back."""
    while True:
        heights = [[rng.randint(0 if gaps else 1, tallest) for _ in range(columns)] for _ in range(rows)]
        for column in range(columns):
            if rng.random() < 0.7:
                ordered = sorted(row[column] for row in heights)
                for row, height in zip(heights, ordered, strict=True):
                    row[column] = height
        full = all(any(row) for row in heights) and all(any(row[c] for row in heights) for c in range(columns))
        if full and max(map(max, heights)) == tallest and is_one_piece(heights):
            return heights


def is_one_piece(heights: Heights) -> bool:
    """Say whether the columns that are not empty hang together, side to side."""
    cells = [(r, c) for r, row in enumerate(heights) for c, h in enumerate(row) if h]
    reached = cells[:1]
    for r, c in reached:
        for near in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
            if near in cells and near not in reached:
                reached.append(near)
    return len(reached) == len(cells)


def front_view(heights: Heights) -> list[int]:
    """Return the heights seen from the front, left to right."""
    return [max(row[c] for row in heights) for c in range(len(heights[0]))]


def left_view(heights: Heights) -> list[int]:
    """Return the heights seen from the left: the back row comes first."""
    return [max(row) for row in reversed(heights)]


def surface(heights: Heights) -> int:
    """Return the number of unit squares on the whole surface, the bottom among them."""
    rows, columns = len(heights), len(heights[0])

    def at(r: int, c: int) -> int:
        return heights[r][c] if 0 <= r < rows and 0 <= c < columns else 0

    area = 2 * sum(h > 0 for row in heights for h in row)
    for r in range(rows):
        for c in range(columns):
            area += sum(max(0, at(r, c) - at(r + i, c + j)) for i, j in ((1, 0), (-1, 0), (0, 1), (0, -1)))
    return area
