"""`style`: of what came back, is it in the right colour, width and dash?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.kernel import Array, after_errors, errors
from stem2code_eval.metrics.structure.looks import SAME_LINE, look_the_same
from stem2code_eval.metrics.structure.writing import TextMatch

if TYPE_CHECKING:
    from stem2code_eval.metrics.structure.geometry import GeometryMatch

FULL = 25.0
"""CIEDE2000 at which a colour is another colour."""
JUST = 2.0
"""CIEDE2000 below which two colours are the same to the eye."""
SHARES = {"colour": 0.5, "dash": 0.25, "width": 0.25}
LIKE = 0.5
"""How alike the characters of two labels must be for their style to be compared."""
NEAR = 0.2
"""How near they must be."""
MATCHED = 0.5
"""How near a thing must be to be compared in style."""
_BYTES = 256 ** np.arange(6)[::-1]
"""What the levels of two colours count in one number."""


@dataclass(frozen=True, slots=True, eq=False)
class StyleMatch:
    """How alike things look that are in both figures."""

    score: float | None
    """0 to 1, 0 if nothing is in both; None if nothing in the reference has a style."""
    strokes: Array
    """For each stroke of the reference, how alike it is in colour and dash; 1 where there is nothing to compare."""


def match_style(
    reference: Scene, candidate: Scene, fixed: Frame, moved: Frame, matched: "GeometryMatch", text: TextMatch
) -> StyleMatch:
    """Compare the style of what was matched, weighted as in `geometry`."""
    per_stroke = np.ones(reference.strokes)
    found, wrong, weight = [], [], []
    strokes, stroke = matched.reference, reference.samples.stroke
    partners = strokes.sample_partners
    lines, borders = reference.line_widths > 0, reference.thin_borders
    near = (strokes.sample_met > MATCHED) & (partners[:, 0] >= 0) & (lines | borders)
    others = partners[near]
    both_lines = lines[near, None] & (candidate.line_widths[others] > 0)
    both_borders = borders[near, None] & candidate.thin_borders[others]
    near[near] = (both_lines | both_borders).any(axis=1)
    if near.any():
        alike, worst, another = _lines(reference, candidate, near, partners[near], fixed, moved)
        doubtful = np.flatnonzero(another & matched.exact)
        seen = look_the_same(reference, candidate, fixed, moved, np.flatnonzero(near)[doubtful])
        alike[doubtful[seen]] = worst[doubtful[seen]] = 1.0
        count = np.bincount(stroke[near], minlength=reference.strokes)
        kept = count > 0
        per_stroke[kept] = np.bincount(stroke[near], worst, reference.strokes)[kept] / count[kept]
        found.append(np.bincount(stroke[near], alike, reference.strokes)[kept] / count[kept])
        wrong.append(per_stroke[kept])
        weight.append(strokes.weight[kept] * np.sqrt(count[kept] / np.bincount(stroke)[kept]))
    areas = matched.fillings.reference
    both = areas.met > MATCHED
    found.append(areas.alike[both])
    wrong.append(areas.alike[both])
    weight.append(areas.weight[both])
    spots = matched.spots.recoloured
    for alike, heavy in (matched.fillings.recoloured, (spots.alike, spots.weight)):
        found.append(alike)
        wrong.append(alike)
        weight.append(heavy)
    for one, other, like, near_by in text.pairs:
        if like >= LIKE and near_by >= NEAR:
            alike, colour = _labels(reference, candidate, fixed, moved, one, other)
            found.append(alike)
            wrong.append(colour)
            weight.append(text.weight[one : one + 1] / 2)
    every, heavy = np.concatenate(found), np.concatenate(weight)
    if not len(every):
        has_style = (lines | borders).any() or len(areas.met) or text.weight.any()
        return StyleMatch(0.0 if has_style else None, per_stroke)
    share = float(every @ heavy / max(heavy.sum(), 1e-9))
    return StyleMatch(share * after_errors(errors(np.concatenate(wrong), heavy)), per_stroke)


def _labels(
    reference: Scene, candidate: Scene, fixed: Frame, moved: Frame, one: int, other: int
) -> tuple[Array, Array]:
    """Return how alike two labels look, on the whole and in colour, `(1,)` each."""
    ours, their = reference.labels[one].writing, candidate.labels[other].writing
    colour = same_colour(_rgb(ours.ink), _rgb(their.ink))
    size = _ratio(np.array([ours.size * fixed.scale]), np.array([their.size * moved.scale]))
    return 0.6 * colour + 0.4 * size, colour


def _lines(
    reference: Scene, candidate: Scene, near: NDArray[np.bool_], partners: NDArray[np.intp], fixed: Frame, moved: Frame
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return for each sample how alike the lines are, on the whole and in what differs most, and if colours plainly do.

    Borders of thin areas without a line differ in colour only. Of the lines that it may be, the one counts that is most
    like it.
    """
    every = []
    lines = reference.line_widths[near] > 0
    for partner in partners.T:
        colour = same_colour(reference.line_colours[near], candidate.line_colours[partner])
        dash = _same_dash(reference.line_dashes[near], candidate.line_dashes[partner])
        width = _ratio(reference.line_widths[near] * fixed.scale, candidate.line_widths[partner] * moved.scale)
        alike = SHARES["colour"] * colour + SHARES["dash"] * dash + SHARES["width"] * width
        alike, dash = np.where(lines, alike, colour), np.where(lines, dash, 1.0)
        fits = np.where(lines, candidate.line_widths[partner] > 0, candidate.thin_borders[partner])
        every.append(np.where(fits, [alike, np.minimum(colour, dash)], -1.0))
    table = np.array(every)
    best = table[:, 0].argmax(axis=0)
    chosen = table[best, :, np.arange(len(best))]
    partner = partners[np.arange(len(best)), best]
    plainly = np.abs(reference.line_colours[near] - candidate.line_colours[partner]).max(axis=1) > SAME_LINE
    return chosen[:, 0], chosen[:, 1], plainly


def same_colour(one: Array, other: Array) -> Array:
    """Return 1 for colours that look the same, 0 from a CIEDE2000 difference of `FULL`; rows of 0 to 255."""
    found, rounded = np.ones(len(one)), np.concatenate([one, other], axis=1).round().astype(np.int64)
    differ = (rounded[:, :3] != rounded[:, 3:]).any(axis=1)
    if differ.any():
        packed, place = np.unique(rounded[differ] @ _BYTES, return_inverse=True)
        table = (packed[:, None] // _BYTES % 256).astype(float) / 255
        apart = deltaE_ciede2000(rgb2lab(table[:, :3]), rgb2lab(table[:, 3:]))
        found[differ] = (1 - np.clip((apart - JUST) / (FULL - JUST), 0, 1))[place]
    return found


def _same_dash(one: Array, other: Array) -> Array:
    """Return 1 for dashes that differ by less than a factor of 1.6, 0 from one of 3.2 (dots and dashes: 3.7)."""
    return np.asarray(np.clip(1 - (np.abs(one - other) - 0.7), 0, 1))


def _ratio(one: Array, other: Array) -> Array:
    """Return 1 for widths that differ by less than a sixth, 0 from a factor of 4."""
    apart = np.abs(np.log2(np.maximum(one, 1e-5) / np.maximum(other, 1e-5)))
    return np.asarray(np.clip(1 - (apart - 0.22) / 1.78, 0, 1))


def _rgb(ink: tuple[float, float, float, float]) -> Array:
    return 255 * np.array([ink[:3]])
