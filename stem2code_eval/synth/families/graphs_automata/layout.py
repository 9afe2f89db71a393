"""Places for the vertices of a graph, and which straight edges can be drawn between them without a crossing."""

from math import cos, dist, hypot, pi, sin
from random import Random

Point = tuple[float, float]
Pair = tuple[int, int]


def on_circle(n: int, radius: float, start: float) -> list[Point]:
    """Return `n` places evenly round a circle, the first at `start` degrees, anticlockwise."""
    angles = [start * pi / 180 + 2 * pi * i / n for i in range(n)]
    return [(round(radius * cos(t), 2), round(radius * sin(t), 2)) for t in angles]


def on_grid(rng: Random, n: int, columns: int, step: float, jitter: float) -> list[Point]:
    """Return `n` places on a grid, row by row from the top, each moved by up to `jitter`."""
    places = []
    for i in range(n):
        x, y = (i % columns) * step, -(i // columns) * step
        places.append((round(x + rng.uniform(-jitter, jitter), 1), round(y + rng.uniform(-jitter, jitter), 1)))
    return places


def in_layers(sizes: list[int], step: float, height: float) -> list[Point]:
    """Return places in columns of the given sizes from left to right, each column centred on y = 0."""
    return [
        (round(step * column, 2), round(height * ((size - 1) / 2 - i), 2))
        for column, size in enumerate(sizes)
        for i in range(size)
    ]


def crosses(p: Point, q: Point, r: Point, s: Point) -> bool:
    """Say whether segments pq and rs, which share no end, meet."""

    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(p, q, r) * side(p, q, s) <= 0 and side(r, s, p) * side(r, s, q) <= 0


def passes_near(place: Point, p: Point, q: Point, gap: float) -> bool:
    """Say whether segment pq comes nearer than `gap` to `place`."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    t = ((place[0] - p[0]) * dx + (place[1] - p[1]) * dy) / (dx * dx + dy * dy)
    t = max(0.0, min(1.0, t))
    return hypot(place[0] - p[0] - t * dx, place[1] - p[1] - t * dy) < gap


def plane_edges(rng: Random, places: list[Point], count: int, gap: float) -> list[Pair]:
    """Return up to `count` edges, connected and without crossings, none nearer than `gap` to a third vertex.

    A random spanning tree of short edges comes first; further edges follow, short ones first.
    """
    n = len(places)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    keyed = sorted((dist(places[i], places[j]) * rng.uniform(0.7, 1.3), i, j) for i, j in pairs)
    chosen: list[Pair] = []
    group = list(range(n))
    for tree in (True, False):
        for _, i, j in keyed:
            if len(chosen) >= count and not tree:
                break
            if (i, j) in chosen or (tree and group[i] == group[j]):
                continue
            if _fits(places, chosen, (i, j), gap):
                chosen.append((i, j))
                joined, kept = group[j], group[i]
                group = [kept if g == joined else g for g in group]
    return sorted(chosen)


def _fits(places: list[Point], chosen: list[Pair], edge: Pair, gap: float) -> bool:
    p, q = places[edge[0]], places[edge[1]]
    if any(k not in edge and passes_near(place, p, q, gap) for k, place in enumerate(places)):
        return False
    return not any(not {*edge} & {*other} and crosses(p, q, places[other[0]], places[other[1]]) for other in chosen)


def is_connected(n: int, edges: list[Pair]) -> bool:
    """Say whether the graph of vertices 0 to n - 1 is connected."""
    reached = [0]
    for vertex in reached:
        for i, j in edges:
            other = j if i == vertex else i if j == vertex else None
            if other is not None and other not in reached:
                reached.append(other)
    return len(reached) == n
