"""Bounded registration of many pairs at once: the search of `figure.registration`, step by step, as precisely."""

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from stem2code_eval.figure import registration as single
from stem2code_eval.figure.canonical import INK_SIDE
from stem2code_eval.metrics.batched.distance import distance_to_ink

UNSURE = 1e-6
"""Soft scores closer than this may be ordered otherwise by the rounding of another processor."""
_GOLDEN = (math.sqrt(5) - 1) / 2
_RADIUS = float(np.float32(single.TOLERANCE * INK_SIDE))


@dataclass(frozen=True, slots=True)
class Registered:
    """The best motions of many candidates; every tensor is `(n,)`, float64."""

    scale: Any
    dx: Any
    dy: Any
    before: Any
    """F1 without motion, 0-1."""
    score: Any
    """F1 after the motion less its cost, 0-1."""
    unsure: Any
    """bool: two motions were so close in the search that rounding decided between them."""


def register_batch(reference: Any, candidate: Any) -> Registered:
    """Find the best motion of each candidate onto its reference; see `figure.registration.register`.

    Args:
        reference: coarse ink, bool tensor `(n, INK_SIDE, INK_SIDE)`, with ink in every picture.
        candidate: the same.
    """
    inks = _Inks(_Ink(reference), _Ink(candidate))
    n, device = len(reference), reference.device
    still = _Motions(torch.ones(n, 1, device=device).double(), torch.zeros(n, 1, 2, device=device).double())
    before = inks.f1(still)
    best, unsure = _search(inks, n, device)
    score = inks.f1(best) * (1 - _cost(best)[:, 0, 0])
    moves = (before < single.GOOD_ENOUGH) & (score > before)
    return Registered(
        torch.where(moves, best.scale[:, 0], 1.0),
        torch.where(moves, best.shift[:, 0, 0], 0.0),
        torch.where(moves, best.shift[:, 0, 1], 0.0),
        before,
        torch.where(moves, score, before),
        unsure & (before < single.GOOD_ENOUGH),
    )


@dataclass(frozen=True, slots=True)
class _Motions:
    """For every pair, some scales `(n, s)` and some shifts `(n, k, 2)` as shares of the side, all combined; float64."""

    scale: Any
    shift: Any

    @property
    def shift_in_pixels(self) -> Any:
        return self.shift.float() * float(INK_SIDE)


class _Ink:
    """The inks of many pictures: points in reading order, and distances."""

    def __init__(self, mask: Any) -> None:
        self.mask = mask
        self.distance = distance_to_ink(mask).flatten()
        self.count = mask.flatten(1).sum(1)
        self._start = self.count.cumsum(0) - self.count
        _, rows, columns = mask.nonzero(as_tuple=True)
        self._points = _centred(rows, columns)

    def at(self, places: Any) -> Any:
        """Return the distances `(n, ...)` at places `(n, ..., 2)`."""
        cells = (places + INK_SIDE / 2).to(torch.int32).clamp_(0, INK_SIDE - 1)
        first = torch.arange(len(places), device=places.device) * INK_SIDE * INK_SIDE
        return self.distance[first.view(-1, *[1] * (places.dim() - 2)) + cells[..., 1] * INK_SIDE + cells[..., 0]]

    def sample(self, most: int) -> tuple[Any, Any]:
        """Return at most `most` points, spread by the golden ratio: `(n, most, 2)`, and which count `(n, most)`."""
        numbers = torch.arange(most, device=self.mask.device)
        shares = torch.from_numpy(np.arange(most) * _GOLDEN % 1).to(self.mask.device)
        count = self.count[:, None]
        spread = torch.where(count > most, (shares * count.double()).long(), numbers.clamp(max=count - 1))
        return self._points[self._start[:, None] + spread], numbers < count


@dataclass(frozen=True, slots=True)
class _Inks:
    reference: _Ink
    candidate: _Ink

    def f1(self, motion: _Motions) -> Any:
        """Return the exact F1 `(n,)` of one motion a pair, over all ink."""
        grid = torch.arange(INK_SIDE, device=self.reference.mask.device)
        rows, columns = torch.meshgrid(grid, grid, indexing="ij")
        points = _centred(rows.flatten(), columns.flatten())[None]
        scale, shift = motion.scale.float()[:, :, None], motion.shift_in_pixels
        met = self.reference.at(points * scale + shift) <= _RADIUS
        found = self.candidate.at((points - shift) / scale) * scale[..., 0] <= _RADIUS
        precision = _share(met, self.candidate)
        recall = _share(found, self.reference)
        total = precision + recall
        return torch.where(total > 0, 2 * precision * recall / total, 0.0)

    def soft_scores(self, motions: _Motions, most: int) -> Any:
        """Return the smooth scores `(n, s, k)` over sampled points."""
        reference, of_reference = self.reference.sample(most)
        candidate, of_candidate = self.candidate.sample(most)
        shift, factor = motions.shift_in_pixels[:, None, :, None], motions.scale.float()[:, :, None, None, None]
        met = _kernel(self.reference.at(candidate[:, None, None] * factor + shift))
        found = _kernel(self.candidate.at((reference[:, None, None] - shift) / factor) * factor[..., 0])
        precision, recall = _mean(met, of_candidate), _mean(found, of_reference)
        f1 = 2 * precision * recall / (precision + recall).clamp(min=1e-9)
        return f1 * (1 - _cost(motions))


def _centred(rows: Any, columns: Any) -> Any:
    return torch.stack([columns, rows], dim=-1).float() - (INK_SIDE - 1) / 2


def _share(near: Any, ink: _Ink) -> Any:
    return (near & ink.mask.flatten(1)).sum(1).double() / ink.count.double()


def _mean(values: Any, counted: Any) -> Any:
    return (values.double() * counted[:, None, None]).sum(-1) / counted.sum(-1).double()[:, None, None]


def _kernel(distance: Any) -> Any:
    return (-(distance / _RADIUS).square()).exp()


def _cost(motions: _Motions) -> Any:
    """Return the costs `(n, s, k)` as `figure.registration.cost` has them, of shifts rounded to float32 as there."""
    high, low = math.log(single.MAX_SCALE), -math.log(single.MIN_SCALE)
    limit = torch.full_like(motions.scale, low).masked_fill(motions.scale > 1, high)
    scaled = motions.scale.log().abs() / limit
    shifted = (motions.shift_in_pixels.double() / INK_SIDE).abs().amax(-1) / single.MAX_SHIFT
    return single.FULL_COST * (scaled[:, :, None] + shifted[:, None, :]) / 2


def _search(inks: _Inks, n: int, device: Any) -> tuple[_Motions, Any]:
    scales = torch.tensor(single.SCALES, device=device, dtype=torch.float64).expand(n, -1)
    grid = list(itertools.product(single.SHIFTS, single.SHIFTS))
    shifts = torch.tensor(grid, device=device, dtype=torch.float64)
    best, unsure = _best(inks, _Motions(scales, shifts.expand(n, -1, -1)), single.COARSE_POINTS)
    scale_step, shift_step = single.FIRST_STEP
    for _ in range(single.ROUNDS):
        scales = _around(best.scale, best.scale * scale_step, single.MIN_SCALE, single.MAX_SCALE)
        across = _around(best.shift[..., 0], shift_step, -single.MAX_SHIFT, single.MAX_SHIFT)
        down = _around(best.shift[..., 1], shift_step, -single.MAX_SHIFT, single.MAX_SHIFT)
        shifts = torch.stack([across.repeat_interleave(3, dim=1), down.repeat(1, 3)], dim=-1)
        best, close = _best(inks, _Motions(scales, shifts), single.FINE_POINTS)
        unsure |= close
        scale_step, shift_step = scale_step / 2, shift_step / 2
    return best, unsure


def _around(value: Any, step: Any, low: float, high: float) -> Any:
    return torch.cat([(value + k * step).clamp(low, high) for k in (-1, 0, 1)], dim=1)


def _best(inks: _Inks, motions: _Motions, most: int) -> tuple[_Motions, Any]:
    """Return the best of the motions, the first of equals, and whether another is as good up to rounding."""
    scores = inks.soft_scores(motions, most)
    top = scores.flatten(1).max(dim=1)
    place = _first(scores.flatten(1) == top.values[:, None])
    pairs = torch.arange(len(scores), device=scores.device)
    scale = motions.scale[pairs, place // scores.shape[2]]
    shift = motions.shift[pairs, place % scores.shape[2]]
    same = (motions.scale == scale[:, None])[:, :, None] & (motions.shift == shift[:, None]).all(-1)[:, None]
    second = scores.masked_fill(same, -1.0).flatten(1).amax(1)
    return _Motions(scale[:, None], shift[:, None]), top.values - second < UNSURE


def _first(found: Any) -> Any:
    return found.to(torch.uint8).argmax(dim=1)
