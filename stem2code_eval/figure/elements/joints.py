"""Lines drawn in pieces are one line: pieces of one style that meet end to end, and go on the same way, are joined."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.strokes import CORNER, Ends, Samples

Points = NDArray[np.float64]
STRAIGHT = 0.999
"""Cosine of the angle between the last two samples of a stroke from which its end is where they point."""


def joined(samples: Samples, style: Sequence[object], near: float, ends: Ends) -> Samples:
    """Return samples in which strokes that go on in one another are one stroke.

    An end has one continuation at most: of those that meet there, the one that turns least. What turns more than at a
    corner stays apart, as it does within a path.

    Args:
        samples: grouped by stroke, in order along each.
        style: of each mark, what has to be equal.
        near: pixels by which ends may miss each other.
        ends: of the strokes as they were drawn; of a bent stroke they are not where its last sample points.
    """
    if len(samples) < 2:
        return samples
    first = np.flatnonzero(np.diff(samples.stroke, prepend=-1))
    last = np.append(first[1:], len(samples)) - 1
    count = len(first)
    if count < 2:
        return samples
    at = np.concatenate([first, last])
    outward = samples.tangents[at] * np.repeat([-1.0, 1.0], count)[:, None]
    tips = samples.points[at] + outward * samples.length[at, None] / 2
    inner = np.concatenate([np.minimum(first + 1, last), np.maximum(last - 1, first)])
    bent = np.flatnonzero((samples.tangents[at] * samples.tangents[inner]).sum(axis=1) < STRAIGHT)
    _put_at_ends(tips, outward, bent, samples, at, ends, near)
    kinds: dict[object, int] = {}
    kind = np.array([kinds.setdefault(one, len(kinds)) for one in style])[samples.mark[at]]
    follower = _followers(tips, outward, kind, near)
    if (follower < 0).all():
        return samples
    order, stroke = _chained(follower, first, last)
    flipped = order < 0
    index = np.where(flipped, -order - 1, order)
    tangents = np.where(flipped[:, None], -samples.tangents[index], samples.tangents[index])
    return Samples(samples.points[index], tangents, stroke, samples.mark[index], samples.length[index])


def _put_at_ends(
    tips: Points,
    outward: Points,
    which: NDArray[np.intp],
    samples: Samples,
    at: NDArray[np.intp],
    ends: Ends,
    near: float,
) -> None:
    """Move some tips, and turn their directions, to the ends of their strokes, where these show."""
    if not len(which) or not len(ends.points):
        return
    own = at[which]
    reach = samples.length[own] / 2 + near / 2
    found = cKDTree(ends.points).query(samples.points[own], k=[1, 2], distance_upper_bound=float(reach.max()))
    for distance, end in zip(np.asarray(found[0]).T[::-1], np.asarray(found[1]).T[::-1], strict=True):
        there = np.flatnonzero(distance <= reach)
        there = there[ends.mark[end[there]] == samples.mark[own[there]]]
        there = there[(ends.outward[end[there]] * outward[which[there]]).sum(axis=1) > 0]
        tips[which[there]], outward[which[there]] = ends.points[end[there]], ends.outward[end[there]]


def _followers(tips: Points, outward: Points, kind: NDArray[np.intp], near: float) -> NDArray[np.intp]:
    """Return for each end the end that continues it, or -1; ends are the starts of all strokes, then their ends."""
    count = len(tips) // 2
    pairs = cKDTree(tips).query_pairs(near, output_type="ndarray")
    one, other = pairs.T
    straight = -(outward[one] * outward[other]).sum(axis=1)
    fits = (straight > CORNER) & (kind[one] == kind[other]) & (one % count != other % count)
    one, other, straight = one[fits], other[fits], straight[fits]
    best = np.argsort(-straight, kind="stable")
    follower = [-1] * (2 * count)
    for end, next_end in zip(one[best].tolist(), other[best].tolist(), strict=True):
        if follower[end] < 0 and follower[next_end] < 0:
            follower[end], follower[next_end] = next_end, end
    return np.array(follower, np.intp)


def _chained(
    follower: NDArray[np.intp], first: NDArray[np.intp], last: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the samples in the order of the chains, those that run backwards as `-1 - n`, and the chain of each."""
    count = len(first)
    done = [False] * count
    following, starts, ends = follower.tolist(), first.tolist(), last.tolist()
    parts, sizes = [], []
    free = [end for end, after in enumerate(following) if after < 0]
    for start in [*free, *range(count)]:  # chains with an end, then rings
        end = start
        if done[end % count]:
            continue
        length = 0
        while not done[end % count]:
            piece = end % count
            done[piece] = True
            low, high = starts[piece], ends[piece] + 1
            parts.append(np.arange(low, high) if end < count else np.arange(-high, -low))
            length += high - low
            end = following[(end + count) % (2 * count)]
            if end < 0:
                break
        sizes.append(length)
    return np.concatenate(parts), np.repeat(np.arange(len(sizes)), sizes)
