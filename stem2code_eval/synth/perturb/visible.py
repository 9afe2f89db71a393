"""Whether a person would see that two pictures differ.

A corruption that changes nothing to be seen (a z-order without overlap, a mirrored circle) is no corruption, and an
equivalent that changes something is none either. Renders tell; programs do not.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, maximum_filter, minimum_filter

from stem2code_eval.figure.canonical import canonicalise
from stem2code_eval.figure.decode import Rgb, decode
from stem2code_eval.figure.page import read_page

COLOUR_TOLERANCE = 32
"""Levels of 255 by which a channel may leave the range of the other picture's pixels nearby."""

CHANGED_LENGTH = 0.03
"""A change is seen from as many pixels as a hairline of this share of the longer side has."""

CHANGED_PIXELS = 12
"""Fewer changed pixels than this are no change, however small the picture."""

SAME_SHARE = 0.02
"""Share of the ink that may differ between two drawings of one picture on different canvases."""

SAME_REACH = 4
"""Pixels of the canonical square, 0.8 % of its side, by which two drawings of one picture may be apart."""

BLUR = 1.5
"""Pixels of the canonical square; a thin stroke weighs the same then, wherever it lies between two pixels."""


def changes_picture(reference_png: bytes, variant_png: bytes) -> bool:
    """Say whether the variant's picture differs from the reference's by more than a trace.

    Pictures of one size are compared pixel by pixel, each with the neighbourhood of its place in the other, so that
    another smoothing of an edge is no change. Pictures of different sizes are compared by `same_picture`.

    Raises:
        PictureError: one of them cannot be decoded.
    """
    return changed(decode(reference_png), decode(variant_png))


def changed(reference: Rgb, variant: Rgb) -> bool:
    """Say the same of decoded pictures."""
    if reference.shape != variant.shape:
        return not _same(reference, variant)
    pixels = int(_unmatched(reference, variant, 1).sum())
    return bool(pixels >= max(CHANGED_PIXELS, CHANGED_LENGTH * max(reference.shape)))


def same_picture(reference_png: bytes, variant_png: bytes) -> bool:
    """Say whether two pictures show the same, on whatever canvas, up to what a person cannot see.

    Both are trimmed to their ink, scaled to one square and blurred a little first.

    Raises:
        PictureError: one of them cannot be decoded.
    """
    return _same(decode(reference_png), decode(variant_png))


def _same(reference: Rgb, variant: Rgb) -> bool:
    one, other = (canonicalise(read_page(picture)) for picture in (reference, variant))
    pixels = int(_unmatched(_blurred(one.rgb), _blurred(other.rgb), SAME_REACH).sum())
    return pixels <= SAME_SHARE * int((one.ink | other.ink).sum())


def _blurred(rgb: Rgb) -> Rgb:
    return gaussian_filter(rgb.astype(np.float32), (BLUR, BLUR, 0)).round().astype(np.uint8)


def _unmatched(one: Rgb, other: Rgb, reach: int) -> NDArray[np.bool_]:
    """Return the pixels of either picture whose colour is outside the range of the other's within `reach`."""
    found = np.zeros(one.shape[:2], np.bool_)
    apart = (np.maximum(one, other) - np.minimum(one, other)).max(axis=2) > COLOUR_TOLERANCE
    rows, columns = np.flatnonzero(apart.any(axis=1)), np.flatnonzero(apart.any(axis=0))
    if not len(rows):
        return found
    # a pixel that is like the one in its place is in range: filters are run around the others only
    wide = tuple(slice(max(0, side[0] - reach), side[-1] + 1 + reach) for side in (rows, columns))
    size = (2 * reach + 1, 2 * reach + 1, 1)
    changed = np.zeros(one[wide].shape[:2], np.bool_)
    for near, far in ((one[wide], other[wide]), (other[wide], one[wide])):
        low = minimum_filter(far, size).astype(np.int16) - COLOUR_TOLERANCE
        high = maximum_filter(far, size).astype(np.int16) + COLOUR_TOLERANCE
        changed |= ((near < low) | (near > high)).any(axis=2)
    found[wide] = changed
    return np.asarray(found & apart)
