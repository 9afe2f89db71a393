"""Bounded registration: the small scaling and shift that lays a candidate's ink onto its reference's.

A missing or extra label moves the box around the ink and with it the whole canonical picture; registration
takes that out again. It cannot turn, mirror or stretch, and what it moved costs score.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from stem2code_eval.figure.canonical import INK_SIDE, STAY, Canonical, Motion
from stem2code_eval.figure.ink import Mask

MIN_SCALE, MAX_SCALE = 0.85, 1.18
MAX_SHIFT = 0.04
"""Share of the side, along each axis."""

TOLERANCE = 0.015
"""Share of the side within which ink counts as met."""

FULL_COST = 0.1
"""Share of the score that the largest allowed motion costs: half for the scale, half for the shift."""

GOOD_ENOUGH = 0.995
"""F1 from which no motion is searched for."""

SCALES = (0.85, 0.895, 0.945, 1.0, 1.055, 1.115, 1.18)
SHIFTS = (-0.04, -0.02, 0.0, 0.02, 0.04)
COARSE_POINTS, FINE_POINTS = 400, 1500
FIRST_STEP = (0.0275, 0.01)
ROUNDS = 5

PARAMETERS = {
    "scale": [MIN_SCALE, MAX_SCALE],
    "shift": MAX_SHIFT,
    "full_cost": FULL_COST,
    "good_enough": GOOD_ENOUGH,
    "search": "soft F1 on a 7 x 5 x 5 grid, then 5 halving rounds of 27 neighbours",
    "points": [COARSE_POINTS, FINE_POINTS],
}
"""What fixes the registration, for manifests and keys."""

_Points = NDArray[np.float32]
"""`(n, 2)`: x and y from the centre of the ink grid."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Tolerant overlap of two inks, each number in 0-1."""

    precision: float
    """Share of the candidate's ink that lies within the tolerance of the reference's."""
    recall: float
    """Share of the reference's ink that lies within the tolerance of the candidate's."""

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 when nothing meets."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Registration:
    """The best allowed motion of a candidate, and the overlap before and after it."""

    motion: Motion
    before: Overlap
    after: Overlap

    @property
    def score(self) -> float:
        """F1 after the motion less the motion's cost; never below F1 before it. 0-1."""
        return self.after.f1 * (1 - cost(self.motion))


def cost(motion: Motion) -> float:
    """Return the share of the score that `motion` costs, 0 to `FULL_COST`."""
    limit = math.log(MAX_SCALE) if motion.scale > 1 else -math.log(MIN_SCALE)
    scaled = abs(math.log(motion.scale)) / limit
    shifted = max(abs(motion.dx), abs(motion.dy)) / MAX_SHIFT
    return FULL_COST * (scaled + shifted) / 2


def register(reference: Canonical, candidate: Canonical) -> Registration:
    """Find the motion of `candidate` with the best score against `reference`.

    Deterministic: a fixed grid, then a fixed refinement. Without ink on either side nothing moves.
    """
    none = Overlap(0.0, 0.0)
    if not (reference.has_ink and candidate.has_ink):
        return Registration(STAY, none, none)
    inks = _InkPair(_Ink(reference.coarse_ink), _Ink(candidate.coarse_ink))
    before = inks.overlap(STAY)
    if before.f1 >= GOOD_ENOUGH:
        return Registration(STAY, before, before)
    motion = _search(inks)
    found = Registration(motion, before, inks.overlap(motion))
    return found if found.score > before.f1 else Registration(STAY, before, before)


class _Ink:
    """The ink of one picture: its points and the distance of every place of the grid to it."""

    def __init__(self, mask: Mask) -> None:
        rows, columns = np.nonzero(mask)
        centre = (INK_SIDE - 1) / 2
        self.points: _Points = np.stack([columns - centre, rows - centre], axis=1).astype(np.float32)
        self.distance: NDArray[np.float32] = distance_transform_edt(~mask).astype(np.float32)

    def at(self, places: _Points) -> NDArray[np.float32]:
        """Return the distance to the ink at `places`, in grid pixels; beyond the grid its edge's."""
        cells = (places + INK_SIDE / 2).astype(np.int32)
        np.clip(cells, 0, INK_SIDE - 1, out=cells)
        return self.distance[cells[..., 1], cells[..., 0]]

    def sample(self, count: int) -> _Points:
        """Return at most `count` of the points, spread by the golden ratio."""
        if len(self.points) <= count:
            return self.points
        golden = (math.sqrt(5) - 1) / 2
        return self.points[(np.arange(count) * golden % 1 * len(self.points)).astype(np.int64)]


@dataclass(frozen=True, slots=True)
class _InkPair:
    reference: _Ink
    candidate: _Ink

    def overlap(self, motion: Motion) -> Overlap:
        """Return the exact overlap, over all ink."""
        shift = _shift(motion.dx, motion.dy)
        tolerance = TOLERANCE * INK_SIDE
        candidate = self.reference.at(self.candidate.points * np.float32(motion.scale) + shift)
        reference = self.candidate.at((self.reference.points - shift) / np.float32(motion.scale))
        reference = reference * np.float32(motion.scale)
        return Overlap(float(np.mean(candidate <= tolerance)), float(np.mean(reference <= tolerance)))

    def soft_scores(self, scale: float, shifts: _Points, reference: _Points, candidate: _Points) -> NDArray[np.float64]:
        """Return the smooth score of one scale and many shifts `(k, 2)` over sampled points; `(k,)`, 0-1."""
        factor = np.float32(scale)
        met = _kernel(self.reference.at(candidate * factor + shifts[:, None])).mean(axis=1)
        found = _kernel(self.candidate.at((reference - shifts[:, None]) / factor) * factor).mean(axis=1)
        f1 = 2 * met * found / np.maximum(met + found, 1e-9)
        costs = [cost(Motion(scale, float(dx) / INK_SIDE, float(dy) / INK_SIDE)) for dx, dy in shifts]
        scores: NDArray[np.float64] = f1 * (1 - np.array(costs))
        return scores


def _search(inks: _InkPair) -> Motion:
    best = _best(inks, SCALES, SHIFTS, SHIFTS, COARSE_POINTS)
    scale_step, shift_step = FIRST_STEP
    for _ in range(ROUNDS):
        scales = _around(best.scale, best.scale * scale_step, MIN_SCALE, MAX_SCALE)
        across = _around(best.dx, shift_step, -MAX_SHIFT, MAX_SHIFT)
        down = _around(best.dy, shift_step, -MAX_SHIFT, MAX_SHIFT)
        best = _best(inks, scales, across, down, FINE_POINTS)
        scale_step, shift_step = scale_step / 2, shift_step / 2
    return best


def _best(
    inks: _InkPair, scales: tuple[float, ...], across: tuple[float, ...], down: tuple[float, ...], count: int
) -> Motion:
    grid = list(itertools.product(across, down))
    shifts = np.concatenate([_shift(dx, dy)[None] for dx, dy in grid])
    reference, candidate = inks.reference.sample(count), inks.candidate.sample(count)
    scores = [inks.soft_scores(scale, shifts, reference, candidate) for scale in scales]
    row, column = divmod(int(np.argmax(scores)), len(grid))
    return Motion(scales[row], *grid[column])


def _around(value: float, step: float, low: float, high: float) -> tuple[float, ...]:
    return tuple(min(max(value + k * step, low), high) for k in (-1, 0, 1))


def _shift(dx: float, dy: float) -> _Points:
    return np.array([dx, dy], np.float32) * np.float32(INK_SIDE)


def _kernel(distance: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.exp(-np.square(distance / np.float32(TOLERANCE * INK_SIDE))), np.float32)
