"""The centre lines of a stroke mask as a graph: paths of pixels between crossings and free ends."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import skeletonize

from stem2code_eval.models.tracer.components import EIGHT, boxes_of, components, grown
from stem2code_eval.models.tracer.shapes import Points

SHORTEST_TONE = 8
"""A path is not cut into pieces of fewer pixels than this, whatever their tones."""

SAME_TONE = 45.0
"""Paths whose tones differ by more than this (0-255) are different strokes."""

_STEPS = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)]


@dataclass(frozen=True, slots=True)
class Path:
    """A run of skeleton pixels without a branch."""

    points: Points
    """Pixel centres in order, x and y, shape (n, 2); ends at a crossing are the crossing's centre."""
    pixels: NDArray[np.intp]
    """Rows and columns of the run's own pixels, shape (m, 2)."""
    nodes: tuple[int, int]
    """Crossing number at each end; 0 for a free end."""
    closed: bool
    """True for a loop that no other path touches."""


def trace_skeleton(mask: NDArray[np.bool_], radius: NDArray[np.float32], tone: NDArray[np.uint8]) -> list[Path]:
    """Return the paths of the skeleton of `mask`, without the spurs that thick ink grows.

    Args:
        mask: shape (height, width).
        radius: distance of each mask pixel to the outside in pixels, same shape.
        tone: darkness of the ink at each pixel, 0-255, same shape; paths of other tones are not joined.
    """
    skeleton = _thinned(mask)
    for _ in range(2):
        spurs = [p for p in _paths(skeleton, radius) if _is_spur(p, radius)]
        for spur in spurs:
            skeleton[spur.pixels[:, 0], spur.pixels[:, 1]] = False
        if not spurs:
            break
        skeleton = _thinned(skeleton)
    pieces = [piece for path in _join_through(_paths(skeleton, radius), tone) for piece in _split(path, tone)]
    return [piece for piece in pieces if len(piece.pixels)]


def _thinned(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    # Zhang's method, the default, deletes diagonals that are two pixels wide; Lee's keeps them.
    return np.asarray(skeletonize(mask, method="lee") > 0)


def _is_spur(path: Path, radius: NDArray[np.float32]) -> bool:
    """Tell a short branch with one free end that does not leave the ink of the crossing it grows from."""
    if path.closed or (path.nodes[0] == 0) == (path.nodes[1] == 0):
        return False
    reach = float(radius[path.pixels[:, 0], path.pixels[:, 1]].max())
    return len(path.pixels) <= 1.2 * reach + 1.5


def _paths(skeleton: NDArray[np.bool_], radius: NDArray[np.float32]) -> list[Path]:
    degree = ndimage.convolve(skeleton.astype(np.uint8), EIGHT.astype(np.uint8), mode="constant") - skeleton
    crossings = skeleton & (degree >= 3)
    crossings |= _bridges(skeleton & ~crossings, crossings, radius)
    nodes, count = components(crossings)
    centres = np.zeros((count + 1, 2))
    if count:
        centres[1:] = np.asarray(ndimage.center_of_mass(crossings, nodes, np.arange(1, count + 1)))
    runs, _ = components(skeleton & ~crossings)
    return [_path(pixels, nodes, centres) for pixels in _ordered_runs(runs)]


def _split(path: Path, tone: NDArray[np.uint8]) -> list[Path]:
    """Split a path where a stroke of one tone goes over into one of another."""
    count = len(path.pixels)
    if path.closed or count < 2 * SHORTEST_TONE:
        return [path]
    tones = tone[path.pixels[:, 0], path.pixels[:, 1]].astype(np.float64)
    sums = np.concatenate([[0.0], np.cumsum(tones)])
    at = np.arange(SHORTEST_TONE, count - SHORTEST_TONE + 1)
    means = sums[at] / at, (sums[-1] - sums[at]) / (count - at)
    # The best cut leaves the least variance on both sides (Otsu 1979).
    cut = int(at[np.argmax(at * (count - at) * (means[0] - means[1]) ** 2)])
    if abs(np.median(tones[:cut]) - np.median(tones[cut:])) <= SAME_TONE:
        return [path]
    lead = int(path.nodes[0] != 0)
    first = Path(path.points[: lead + cut], path.pixels[:cut], (path.nodes[0], 0), False)
    second = Path(path.points[lead + cut :], path.pixels[cut:], (0, path.nodes[1]), False)
    return _split(first, tone) + _split(second, tone)


def _join_through(paths: list[Path], tone: NDArray[np.uint8]) -> list[Path]:
    """Join paths of about one tone at crossings where only two ends meet."""
    tones = [float(np.median(tone[p.pixels[:, 0], p.pixels[:, 1]])) for p in paths]
    ends: dict[int, list[int]] = {}
    for index, path in enumerate(paths):
        for node in path.nodes:
            if node:
                ends.setdefault(node, []).append(index)
    merged: dict[int, Path] = dict(enumerate(paths))
    home = list(range(len(paths)))
    for node, meeting in sorted(ends.items()):
        if len(meeting) != 2 or abs(tones[meeting[0]] - tones[meeting[1]]) > SAME_TONE:
            continue
        a, b = (_root(home, i) for i in meeting)
        if a == b:
            merged[a] = replace(merged[a], nodes=(0, 0), closed=True)
            continue
        merged[a] = _joined(merged[a], merged.pop(b), node)
        home[b] = a
    return [merged[index] for index in sorted(merged)]


def _root(home: list[int], index: int) -> int:
    while home[index] != index:
        index = home[index]
    return index


def _joined(first: Path, second: Path, node: int) -> Path:
    if first.nodes[1] != node:
        first = _reversed(first)
    if second.nodes[0] != node:
        second = _reversed(second)
    return Path(
        np.vstack([first.points, second.points[1:]]),
        np.vstack([first.pixels, second.pixels]),
        (first.nodes[0], second.nodes[1]),
        False,
    )


def _reversed(path: Path) -> Path:
    return Path(path.points[::-1], path.pixels[::-1], (path.nodes[1], path.nodes[0]), path.closed)


def _bridges(links: NDArray[np.bool_], crossings: NDArray[np.bool_], radius: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return runs between two crossings that are shorter than the ink is wide: one crossing, seen as two."""
    runs, count = components(links)
    found = np.zeros_like(links)
    if count == 0:
        return found
    nodes, _ = components(crossings)
    lengths = np.bincount(runs.ravel(), minlength=count + 1)
    widest = np.asarray(ndimage.maximum(radius, runs, np.arange(count + 1)))
    boxes = boxes_of(runs)
    for index in np.nonzero(lengths <= 1.3 * widest)[0]:
        if index == 0:
            continue
        box = boxes[index - 1]
        run = runs[box] == index
        rows, columns = (slice(max(0, b.start - 1), b.stop + 1) for b in box)
        around = np.unique(nodes[rows, columns][grown(runs[rows, columns] == index)])
        if np.count_nonzero(around) >= 2:
            found[box] |= run
    return found


def _neighbours(nodes: NDArray[np.int32], row: int, column: int) -> list[int]:
    height, width = nodes.shape
    window = nodes[max(0, row - 1) : min(height, row + 2), max(0, column - 1) : min(width, column + 2)]
    return [int(v) for v in np.unique(window)]


def _ordered_runs(runs: NDArray[np.int32]) -> list[list[tuple[int, int]]]:
    """Return the pixels of every labelled run in walking order."""
    rows, columns = np.nonzero(runs)
    order = np.argsort(runs[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    cuts = np.flatnonzero(np.diff(runs[rows, columns])) + 1
    groups = zip(np.split(rows, cuts), np.split(columns, cuts), strict=True)
    return [_walk([(int(r), int(c)) for r, c in zip(*group, strict=True)]) for group in groups if len(group[0])]


def _walk(pixels: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Order the pixels of one branchless run from one end to the other; a loop starts anywhere."""
    left = set(pixels)

    def step(at: tuple[int, int]) -> tuple[int, int] | None:
        for dy, dx in _STEPS:
            neighbour = (at[0] + dy, at[1] + dx)
            if neighbour in left:
                return neighbour
        return None

    ends = [p for p in pixels if sum((p[0] + dy, p[1] + dx) in left for dy, dx in _STEPS) <= 1]
    at: tuple[int, int] | None = ends[0] if ends else pixels[0]
    ordered: list[tuple[int, int]] = []
    while at is not None:
        ordered.append(at)
        left.discard(at)
        at = step(at)
    return ordered


def _path(pixels: list[tuple[int, int]], nodes: NDArray[np.int32], centres: NDArray[np.float64]) -> Path:
    own = np.array(pixels, dtype=np.intp)
    points = own[:, ::-1] + 0.5
    first = [n for n in _neighbours(nodes, *pixels[0]) if n]
    last = [n for n in _neighbours(nodes, *pixels[-1]) if n]
    start = first[0] if first else 0
    others = [n for n in last if n != start]
    end = others[0] if others else (last[0] if last and (len(pixels) > 2 or not start) else 0)
    closed = not start and not end and len(pixels) > 8 and bool(np.abs(own[0] - own[-1]).max() <= 1)
    if start:
        points = np.vstack([centres[start][::-1] + 0.5, points])
    if end:
        points = np.vstack([points, centres[end][::-1] + 0.5])
    if closed:
        points = np.vstack([points, points[:1]])
    return Path(np.asarray(points, dtype=np.float64), own, (start, end), closed)
