"""Bounded registration: the small scaling and shift that lays a candidate's ink onto its reference's.

A missing or extra label moves the box around the ink and with it the whole canonical picture; registration
takes that out again. It cannot turn, mirror or stretch, and what it moved costs score.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.figure.canonical import INK_SIDE, STAY, Canonical, Motion
from stem2code_eval.figure.distance import distances
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

_Floats = NDArray[np.float32]


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
    shifted = max(abs(motion.dx), abs(motion.dy)) / MAX_SHIFT
    return FULL_COST * (_scaling(motion.scale) + shifted) / 2


def _scaling(scale: float) -> float:
    """Return how far a scale goes, as a share of what is allowed, by its logarithm; 0-1."""
    limit = math.log(MAX_SCALE) if scale > 1 else -math.log(MIN_SCALE)
    return abs(math.log(scale)) / limit


def register(reference: Canonical, candidate: Canonical) -> Registration:
    """Find the motion of `candidate` with the best score against `reference`.

    Deterministic: a fixed grid, then a fixed refinement. Without ink on either side nothing moves.
    """
    none, whole = Overlap(0.0, 0.0), Overlap(1.0, 1.0)
    if not (reference.has_ink and candidate.has_ink):
        return Registration(STAY, none, none)
    if np.array_equal(reference.coarse_ink, candidate.coarse_ink):
        return Registration(STAY, whole, whole)
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
        self.x: _Floats = (columns - centre).astype(np.float32)
        """From the centre of the grid to the right, `(n,)`."""
        self.y: _Floats = (rows - centre).astype(np.float32)
        self.distance: _Floats = distances(mask).ravel()

    def at(self, x: _Floats, y: _Floats) -> _Floats:
        """Return the distance to the ink, in grid pixels; beyond the grid its edge's. `x` and `y` are broadcast."""
        return np.asarray(self.distance[_cells(y) * INK_SIDE + _cells(x)])

    def sample(self, count: int) -> tuple[_Floats, _Floats]:
        """Return x and y of at most `count` of the points, spread by the golden ratio."""
        total = len(self.x)
        if total <= count:
            return self.x, self.y
        golden = (math.sqrt(5) - 1) / 2
        chosen = (np.arange(count) * golden % 1 * total).astype(np.int64)
        return self.x[chosen], self.y[chosen]


@dataclass(frozen=True, slots=True)
class _InkPair:
    reference: _Ink
    candidate: _Ink

    def overlap(self, motion: Motion) -> Overlap:
        """Return the exact overlap, over all ink."""
        factor = np.float32(motion.scale)
        dx, dy = _pixels((motion.dx, motion.dy))
        tolerance = TOLERANCE * INK_SIDE
        candidate = self.reference.at(self.candidate.x * factor + dx, self.candidate.y * factor + dy)
        reference = self.candidate.at((self.reference.x - dx) / factor, (self.reference.y - dy) / factor)
        reference = reference * factor
        return Overlap(float(np.mean(candidate <= tolerance)), float(np.mean(reference <= tolerance)))

    def best(self, scales: tuple[float, ...], across: tuple[float, ...], down: tuple[float, ...], count: int) -> Motion:
        """Return the motion with the best smooth score over sampled points, of all combinations."""
        factor = np.array(scales, np.float32)[:, None, None, None]
        dx, dy = _pixels(across)[:, None, None], _pixels(down)[:, None]
        x, y = self.candidate.sample(count)
        met = _kernel(self.reference.at(x * factor + dx, y * factor + dy)).mean(axis=-1)
        x, y = self.reference.sample(count)
        found = _kernel(self.candidate.at((x - dx) / factor, (y - dy) / factor) * factor).mean(axis=-1)
        scores = 2 * met * found / np.maximum(met + found, 1e-9) * (1 - _costs(scales, across, down))
        scale, right, below = np.unravel_index(int(np.argmax(scores)), scores.shape)
        return Motion(scales[scale], across[right], down[below])


def _search(inks: _InkPair) -> Motion:
    best = inks.best(SCALES, SHIFTS, SHIFTS, COARSE_POINTS)
    scale_step, shift_step = FIRST_STEP
    for _ in range(ROUNDS):
        scales = _around(best.scale, best.scale * scale_step, MIN_SCALE, MAX_SCALE)
        across = _around(best.dx, shift_step, -MAX_SHIFT, MAX_SHIFT)
        down = _around(best.dy, shift_step, -MAX_SHIFT, MAX_SHIFT)
        best = inks.best(scales, across, down, FINE_POINTS)
        scale_step, shift_step = scale_step / 2, shift_step / 2
    return best


def _around(value: float, step: float, low: float, high: float) -> tuple[float, ...]:
    return tuple(min(max(value + k * step, low), high) for k in (-1, 0, 1))


def _pixels(shares: tuple[float, ...]) -> _Floats:
    return np.array(shares, np.float32) * np.float32(INK_SIDE)


def _costs(scales: tuple[float, ...], across: tuple[float, ...], down: tuple[float, ...]) -> NDArray[np.float64]:
    """Return what each combination costs; a shift counts as it is moved, in single precision."""
    scaled = np.array([_scaling(scale) for scale in scales])[:, None, None]
    dx, dy = (np.abs(_pixels(shares) / INK_SIDE).astype(np.float64) for shares in (across, down))
    shifted = np.maximum(dx[:, None], dy) / MAX_SHIFT
    return np.asarray(FULL_COST * (scaled + shifted) / 2, np.float64)


def _cells(places: _Floats) -> NDArray[np.int32]:
    """Return the row or column of the ink grid at some distances from its centre."""
    cells = (places + INK_SIDE / 2).astype(np.int32)
    return np.asarray(np.clip(cells, 0, INK_SIDE - 1, out=cells), np.int32)


def _kernel(distance: _Floats) -> _Floats:
    return np.asarray(np.exp(-np.square(distance / np.float32(TOLERANCE * INK_SIDE))), np.float32)
