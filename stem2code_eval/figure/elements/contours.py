"""Which lines and borders can be seen: where the colour changes across them in what was drawn in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.clipping import Clipping
from stem2code_eval.figure.elements.joints import joined
from stem2code_eval.figure.elements.marks import Mark, Outline
from stem2code_eval.figure.elements.redraw import Redrawn
from stem2code_eval.figure.elements.schema import Clip
from stem2code_eval.figure.elements.strokes import Samples, Strokes, cut_strokes

SEEN = 12
"""Levels of 255 by which the strongest channel must differ for something to be seen."""
WIDE = 0.015
"""Share of the drawing's side from which a line has two borders."""
SAME = 0.005
"""Share of the drawing's side within which two parallel lines are one."""
MEET = 0.0025
"""Share of the drawing's side by which the pieces of one line may miss each other."""
SHOWN = 0.2
"""Share of a stroke that must show for the stroke to be there."""
ENDS = 4
"""Samples across each end of a wide line."""
LOOKS = 17
"""Places within a period of dashes at which a dashed line is looked for: between two dots it is there as well."""
AROUND = 1.0
"""Share of the picture's side around it beyond which lines are not followed."""
_ASIDE = 1.3
"""Pixels beside a border at which colours are read."""


def visible_contours(
    drawn: Sequence[Mark], redrawn: Redrawn, side: float, clips: Sequence[Clip] = ()
) -> tuple[Samples, Samples]:
    """Return samples of all lines and borders that show, each line once however often it was drawn, and of all lines.

    What is near is told by the size of what shows, not of the canvas: a first look finds out how large that is.

    Args:
        drawn: the marks, in order.
        redrawn: what they make together.
        side: longer side of the picture, in pixels.
        clips: the regions that the marks are drawn in.
    """
    height, width = (size / redrawn.factor for size in redrawn.pixels.shape[:2])
    strokes = cut_strokes(drawn).within(np.full(2, -AROUND * side), np.array([width, height]) + AROUND * side)
    looks = _Looks.of(drawn)
    clipping = Clipping.of(drawn, clips)
    every, shows = _shown(strokes, looks, clipping, redrawn, side)
    first = every.points[shows]
    if not len(first):
        return every.kept(shows), every
    extent = max(1.0, float(np.ptp(first, axis=0).max()))
    every, shows = _shown(strokes, looks, clipping, redrawn, extent)
    samples = every.kept(shows)
    if len(samples):
        samples = samples.kept(~_repeated(samples, SAME * extent))
    return joined(samples, [_style(mark) for mark in drawn], MEET * extent, strokes.ends()), every


@dataclass(frozen=True, slots=True, eq=False)
class _Looks:
    """What of each mark decides whether it shows, `(n,)` each, and its line's colour, `(n, 3)`."""

    width: NDArray[np.float64]
    bordered: NDArray[np.bool_]
    period: NDArray[np.float64]
    colour: NDArray[np.float64]
    transparent: NDArray[np.bool_]

    @classmethod
    def of(cls, drawn: Sequence[Mark]) -> "_Looks":
        """Return the looks of some marks."""
        abouts = (_width, _is_border, _period, _colour, _is_transparent)
        return cls(*(np.array([about(mark) for mark in drawn]) for about in abouts))


def _shown(
    strokes: Strokes, looks: _Looks, clipping: Clipping, redrawn: Redrawn, side: float
) -> tuple[Samples, NDArray[np.bool_]]:
    """Return samples of all that was drawn, given the side of the drawing, and which of them show."""
    samples = clipping.clipped(strokes.sampled(side))
    if not len(samples):
        return samples, np.zeros(0, np.bool_)
    samples, width, bordered = _with_borders(
        samples, looks.width[samples.mark], looks.bordered[samples.mark], WIDE * side
    )
    colour = looks.colour[samples.mark]
    colour[bordered & looks.transparent[samples.mark]] = np.nan
    places = np.where(bordered[:, None], samples.points, clipping.looked_at(samples))
    shows = _shows(
        places, samples.tangents, np.where(bordered, 0.0, width), colour, looks.period[samples.mark], redrawn
    )
    share = np.bincount(samples.stroke, shows) / np.maximum(np.bincount(samples.stroke), 1)
    return samples, shows & (share[samples.stroke] >= SHOWN)


def _style(mark: Mark) -> tuple[object, ...]:
    """Return what pieces of one line have in common."""
    if not isinstance(mark, Outline):
        return ()
    if mark.edge is None:
        return (mark.face,)
    return mark.edge, round(mark.width, 1), mark.dash


def _width(mark: Mark) -> float:
    return mark.width if isinstance(mark, Outline) and mark.edge is not None else 0.0


def _colour(mark: Mark) -> NDArray[np.float64]:
    """Return the colour of a mark's line on white paper, `(3,)`, 0 to 255; nan of what has no line."""
    if not isinstance(mark, Outline) or mark.edge is None:
        return np.full(3, np.nan)
    alpha = mark.edge[3]
    return 255 * (np.array(mark.edge[:3]) * alpha + 1 - alpha)


def _is_transparent(mark: Mark) -> bool:
    return isinstance(mark, Outline) and mark.edge is not None and mark.edge[3] < 1


def _period(mark: Mark) -> float:
    """Return pixels after which the dashes of a mark repeat; 0 of a solid line."""
    return float(sum(mark.dash)) if isinstance(mark, Outline) and mark.dash is not None else 0.0


def _is_border(mark: Mark) -> bool:
    """Say whether a mark is a filled area without a line around it.

    Areas that meet without a line leave a seam, which is nothing to be seen. A line around an area is seen as others
    are, also where the area is as thin as the line, such as the shaft of a wind barb.
    """
    return isinstance(mark, Outline) and mark.face is not None and mark.edge is None


def _with_borders(
    samples: Samples, width: NDArray[np.float64], bordered: NDArray[np.bool_], wide: float
) -> tuple[Samples, NDArray[np.float64], NDArray[np.bool_]]:
    """Replace a wide line by its outline: two borders and two ends."""
    broad = (width > wide) & ~bordered
    if not broad.any():
        return samples, width, bordered
    numbers = np.flatnonzero(broad)
    across = samples.tangents[broad][:, ::-1] * (-1, 1) * width[broad, None] / 2
    own, along, count = samples.points[broad], samples.tangents[broad], int(samples.stroke.max()) + 1
    sides = [(own + across, along, numbers, 0), (own - across, along, numbers, 1)]
    stroke = samples.stroke[broad]
    first = np.flatnonzero(np.diff(stroke, prepend=-1))
    for ends, direction in ((first, -1), (np.append(first[1:] - 1, len(stroke) - 1), 1)):
        tips = own[ends] + direction * along[ends] * samples.length[broad][ends, None] / 2
        steps = np.linspace(-0.8, 0.8, ENDS)
        places = tips[:, None] + steps[None, :, None] * across[ends][:, None]
        turned = np.repeat(along[ends][:, ::-1] * (-1, 1), ENDS, axis=0)
        sides.append((places.reshape(-1, 2), turned, np.repeat(numbers[ends], ENDS), 2 + (direction > 0)))
    kept = ~broad
    owner = np.concatenate([np.flatnonzero(kept), *(side[2] for side in sides)])
    offset = np.concatenate([np.zeros(int(kept.sum())), *(np.full(len(side[2]), side[3] * count) for side in sides)])
    length = samples.length[owner]
    length[offset >= 2 * count] = width[owner[offset >= 2 * count]] / ENDS
    outlined = Samples(
        np.concatenate([samples.points[kept], *(side[0] for side in sides)]),
        np.concatenate([samples.tangents[kept], *(side[1] for side in sides)]),
        samples.stroke[owner] + offset.astype(np.intp),
        samples.mark[owner],
        length,
    )
    border = np.concatenate([bordered[kept], np.ones(len(owner) - int(kept.sum()), np.bool_)])
    widths = np.where(border & broad[owner], 0.0, width[owner])
    order = np.lexsort((np.arange(len(owner)), outlined.stroke))
    ordered = Samples(*(getattr(outlined, name)[order] for name in Samples.__slots__))
    return ordered, widths[order], border[order]


def _shows(
    points: NDArray[np.float64],
    tangents: NDArray[np.float64],
    width: NDArray[np.float64],
    colour: NDArray[np.float64],
    period: NDArray[np.float64],
    redrawn: Redrawn,
) -> NDArray[np.bool_]:
    """Say of each place whether the line shows there, a dashed one also where it has a gap."""
    found = _contrast(points, tangents, width, colour, redrawn)
    for share in np.linspace(-0.5, 0.5, LOOKS):
        hidden = np.flatnonzero(~found & (period > 0))
        if not len(hidden):
            break
        along = tangents[hidden]
        places = points[hidden] + along * share * period[hidden, None]
        found[hidden] = _contrast(places, along, width[hidden], colour[hidden], redrawn)
    return found


def _contrast(
    points: NDArray[np.float64],
    tangents: NDArray[np.float64],
    width: NDArray[np.float64],
    colour: NDArray[np.float64],
    redrawn: Redrawn,
) -> NDArray[np.bool_]:
    """Say of each place whether the colour changes there: between the line and a side, or across a border.

    Where a line shows, what is there is more like its colour than what is beside it. Where the border of a wide line
    shows, one side is much more like it than like the other side. Of the border of an area (no width, and no colour:
    nan) no more is asked than that the sides differ.
    """
    height, breadth = redrawn.pixels.shape[:2]
    middle = points * redrawn.factor
    aside = tangents[:, ::-1] * (-1, 1) * (width * redrawn.factor / 2 + _ASIDE)[:, None]

    column, row = np.floor(np.array([middle + aside, middle - aside, middle])).astype(np.intp).transpose(2, 0, 1)
    one, other, own = redrawn.pixels[row.clip(0, height - 1), column.clip(0, breadth - 1)].astype(np.int16)
    from_one, from_other = _far(one, colour), _far(other, colour)
    borders, found = width == 0, np.zeros(len(width), np.bool_)
    if borders.any():
        like = np.minimum(from_one, from_other)
        found = borders & (_apart(one, other) > SEEN) & (np.isnan(like) | (2 * like < _far(one, other)))
    if not borders.all():
        unlike = _far(own, colour)
        for side, from_side in ((one, from_one), (other, from_other)):
            found |= ~borders & (_apart(own, side) > SEEN) & (unlike < from_side)
    inside = ((middle >= 0) & (middle < (breadth, height))).all(axis=1)
    return np.asarray(inside & found)


def _apart(one: NDArray[np.int16], other: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return by how much colours, `(n, 3)`, differ in the strongest channel, `(n,)`."""
    red, green, blue = np.abs(one - other).T
    return np.asarray(np.maximum(np.maximum(red, green), blue))


def _far(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.float64]:
    """Return the Euclidean distance of colours, `(n, 3)`, of 0 to 255: `(n,)`."""
    red, green, blue = np.subtract(one, other, dtype=np.float64).T
    return np.asarray(np.sqrt(red * red + green * green + blue * blue))


def _repeated(samples: Samples, near: float) -> NDArray[np.bool_]:
    """Say of each sample whether a later stroke, which lies on top, runs there too."""
    turn = samples.tangents[:, 0] + 1j * samples.tangents[:, 1]
    double = turn * turn * 2 * near
    places = np.column_stack([samples.points, double.real, double.imag])
    reach = float(np.hypot(near, samples.length.max() / 2))
    pairs = cKDTree(places).query_pairs(reach, output_type="ndarray")
    pairs = pairs[samples.stroke[pairs[:, 0]] != samples.stroke[pairs[:, 1]]]
    swapped = samples.stroke[pairs[:, 0]] > samples.stroke[pairs[:, 1]]
    earlier, later = np.where(swapped, pairs[:, 1], pairs[:, 0]), np.where(swapped, pairs[:, 0], pairs[:, 1])
    offset = places[earlier] - places[later]
    along = np.abs((offset[:, :2] * samples.tangents[later]).sum(axis=1))
    beyond = np.maximum(0.0, along - samples.length[later] / 2)
    covered = np.square(offset).sum(axis=1) - np.square(along) + np.square(beyond) <= near**2
    found = np.zeros(len(samples), np.bool_)
    found[earlier[covered]] = True
    return found
