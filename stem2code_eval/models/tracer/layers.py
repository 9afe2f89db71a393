"""The two layers of a drawing: filled areas below, thin strokes above.

A stroke is what a grey-scale closing removes (the black top-hat, Serra 1982): darker than both its sides and
narrower than the window. Its mask is taken at half of the local contrast, so that faint and strong lines come
out equally wide. What is left is partitioned into flat areas by a watershed on the gradient (Meyer 1994).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage import measure
from skimage.segmentation import watershed

from stem2code_eval.models.tracer.components import components, grown
from stem2code_eval.models.tracer.palette import (
    CLEARLY_OTHER,
    Palette,
    colour_distance,
    find_palette,
    flat_mask,
)

FAINTEST_CONTRAST = 12.0
"""Pixels with less contrast (0-255) than this never belong to a stroke."""

CLEAR_CONTRAST = 25.0
"""A connected stroke must reach this contrast somewhere."""

SPECK = 14
"""Connected strokes of fewer pixels than this may be noise beside a strong line."""

LARGEST_DUST = 1e-4
"""Areas of less than this part of the picture are dust where they resemble what is around them."""

MOST_STROKE_AREA = 0.45
"""A picture with a larger part of stroke pixels is a photograph or noise and is traced as areas alone."""

SAME_COLOUR = 25.0
"""`colour_distance` below which a stroke and an area count as one piece of ink."""


@dataclass(slots=True)
class Layers:
    """A drawing taken apart; all arrays have the working picture's height and width."""

    palette: Palette
    labels: NDArray[np.int32]
    """Palette entry of the filled area at each pixel, continued below the strokes."""
    strokes: NDArray[np.bool_]
    """Where thin ink is."""
    coverage: NDArray[np.float32]
    """Contrast relative to the local peak, 0-1; 0.5 on the outline of a stroke."""
    contrast: NDArray[np.float32]
    """Top-hat contrast, 0-255."""
    colours: NDArray[np.uint8]
    """Shape (height, width, 3): colour of the strongest pixel near each stroke pixel; elsewhere the picture."""
    window: int
    """Width in pixels from which on ink counts as an area."""
    enlarged: int
    """Factor by which the picture was scaled up before, and so blurred."""


def stroke_window(shape: tuple[int, ...]) -> int:
    """Return the odd width of the closing window for a picture of `shape`."""
    return 2 * max(3, round(0.008 * max(shape[:2]))) + 1


def separate(rgb: NDArray[np.uint8], enlarged: int = 1) -> Layers:
    """Take a picture with a light background apart.

    Args:
        rgb: shape (height, width, 3).
        enlarged: factor by which the picture was scaled up, and so blurred.
    """
    window = stroke_window(rgb.shape)
    contrast = _top_hat(rgb, window)
    peak = ndimage.maximum_filter(contrast, size=4 * enlarged + 1)
    coverage = contrast / np.maximum(peak, 1.0)
    seen = contrast >= FAINTEST_CONTRAST
    strokes = _clear_components(seen & ((coverage >= 0.5) | ((coverage >= 0.3) & _crests(contrast))), contrast)
    if strokes.mean() > MOST_STROKE_AREA:
        strokes = np.zeros_like(strokes)
    colours = _strongest_colours(rgb, contrast, strokes)

    flat = flat_mask(rgb, enlarged) & ~strokes
    if flat.mean() < 0.02:
        flat = ~strokes
    palette = find_palette(rgb, flat)
    labels = _area_labels(rgb, flat, _plateaus(rgb) & ~strokes, palette)
    labels = _without_dust(labels, palette, enlarged)
    _give_thick_ink_to_areas(labels, strokes, colours, palette, window)
    strokes &= ~_rims(strokes, contrast, labels, palette)
    return Layers(
        palette=palette,
        labels=labels,
        strokes=strokes,
        coverage=coverage.astype(np.float32),
        contrast=contrast,
        colours=colours,
        window=window,
        enlarged=enlarged,
    )


def _top_hat(rgb: NDArray[np.uint8], window: int) -> NDArray[np.float32]:
    """Return the strongest black top-hat over the channels."""
    size = (window, window, 1)
    closed = ndimage.minimum_filter(ndimage.maximum_filter(rgb, size=size), size=size)
    return np.asarray((closed - rgb).max(axis=2), dtype=np.float32)


def _crests(contrast: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return pixels well above both their left and right, or their upper and lower, surroundings.

    They keep a faint line whole where a stronger one crosses it and lifts the local peak.
    """
    crests = np.zeros(contrast.shape, dtype=bool)
    for axis in (0, 1):
        sides = np.zeros_like(contrast)
        for shift in (-2, 2):
            sides = np.maximum(sides, np.roll(contrast, shift, axis=axis))
        near = np.maximum(np.roll(contrast, -1, axis=axis), np.roll(contrast, 1, axis=axis))
        crests |= (contrast >= near) & (sides <= 0.6 * contrast)
    return crests


def _clear_components(mask: NDArray[np.bool_], contrast: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Keep the connected parts of `mask` that reach `CLEAR_CONTRAST` somewhere, twice that if they are specks."""
    parts, count = components(mask)
    if count == 0:
        return mask
    peaks = np.asarray(ndimage.maximum(contrast, parts, np.arange(count + 1)))
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    keep = peaks >= np.where(sizes < SPECK, 2 * CLEAR_CONTRAST, CLEAR_CONTRAST)
    keep[0] = False
    return np.asarray(keep[parts])


def _strongest_colours(
    rgb: NDArray[np.uint8], contrast: NDArray[np.float32], strokes: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Give every stroke pixel the colour of the pixel of most contrast within 5 x 5."""
    colours = rgb.copy()
    rows, columns = np.nonzero(strokes)
    if len(rows) == 0:
        return colours
    shifts = [(dy, dx) for dy in range(-2, 3) for dx in range(-2, 3)]
    ys = np.clip(rows[:, None] + np.array([s[0] for s in shifts]), 0, rgb.shape[0] - 1)
    xs = np.clip(columns[:, None] + np.array([s[1] for s in shifts]), 0, rgb.shape[1] - 1)
    best = np.argmax(contrast[ys, xs], axis=1)
    index = np.arange(len(rows))
    colours[rows, columns] = rgb[ys[index, best], xs[index, best]]
    return colours


def _plateaus(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return pixels that are about as light as the lightest of their 3 x 3: the middle of narrow gaps."""
    light = rgb.min(axis=2)
    return np.asarray(ndimage.maximum_filter(light, size=3) - light <= 10)


def _area_labels(
    rgb: NDArray[np.uint8], flat: NDArray[np.bool_], plateaus: NDArray[np.bool_], palette: Palette
) -> NDArray[np.int32]:
    """Label flat pixels, and plateaus of a palette colour, by the nearest colour and let the labels grow."""
    markers = np.zeros(flat.shape, dtype=np.int32)
    for where, farthest in ((plateaus, 0.5 * SAME_COLOUR), (flat, SAME_COLOUR)):
        markers[where] = palette.classify(rgb[where], farthest) + 1
    if len(palette.rgb) == 1 or not markers.any():
        return np.zeros(flat.shape, dtype=np.int32)
    steepness = np.zeros(flat.shape, dtype=np.float32)
    for channel in range(3):
        plane = rgb[..., channel].astype(np.float32)
        steepness = np.maximum(steepness, ndimage.gaussian_gradient_magnitude(plane, 0.7))
    basins = watershed(np.clip(steepness, 0, 255).astype(np.uint8), markers)
    return np.asarray(basins - 1, dtype=np.int32)


def _without_dust(labels: NDArray[np.int32], palette: Palette, enlarged: int) -> NDArray[np.int32]:
    """Give tiny areas to the nearest large one, unless they differ clearly from it in colour."""
    parts = measure.label(labels, connectivity=1, background=-1)
    sizes = np.bincount(parts.ravel())
    dust = (sizes < max(8, LARGEST_DUST * labels.size) * enlarged)[parts]
    if not dust.any() or dust.all():
        return labels
    rows, columns = ndimage.distance_transform_edt(dust, return_distances=False, return_indices=True)
    nearest = labels[rows, columns]
    entries = palette.lab
    likeness = np.stack([colour_distance(entries, entry) for entry in entries])
    return np.where(dust & (likeness[labels, nearest] < CLEARLY_OTHER), nearest, labels).astype(np.int32)


def _give_thick_ink_to_areas(
    labels: NDArray[np.int32],
    strokes: NDArray[np.bool_],
    colours: NDArray[np.uint8],
    palette: Palette,
    window: int,
) -> None:
    """Move stroke pixels that belong to an area's ink (tips of a triangle, rim of a dot) to that area, in place."""
    if not strokes.any() or len(palette.rgb) == 1:
        return
    nearest = np.zeros(strokes.shape, dtype=np.int32)
    nearest[strokes] = np.maximum(palette.classify(colours[strokes], SAME_COLOUR), 0)
    for label in np.unique(nearest[strokes]):
        area = (labels == label) & ~strokes
        if label == 0 or not area.any():
            continue
        thin = nearest == label
        ink = (area | thin).astype(np.uint8)
        opened = ndimage.maximum_filter(ndimage.minimum_filter(ink, size=window), size=window)
        thick = ndimage.maximum_filter(opened, size=5).astype(bool) & ink.astype(bool)
        moved = thin & thick
        moved |= _slivers(thin & ~thick, thick, most=window * window // 2)
        labels[moved] = label
        strokes &= ~moved


def _rims(
    strokes: NDArray[np.bool_], contrast: NDArray[np.float32], labels: NDArray[np.int32], palette: Palette
) -> NDArray[np.bool_]:
    """Return stroke parts that are only the smoothed rim of an area: pale, and all along its edge."""
    parts, count = components(strokes)
    if count == 0:
        return strokes
    strength = np.abs(palette.rgb - palette.rgb[0]).max(axis=1)
    beside = ndimage.maximum_filter(np.where(strokes, 0.0, strength[labels]), size=3)
    index = np.arange(count + 1)
    pale = np.asarray(ndimage.mean(contrast < 0.6 * beside, parts, index)) >= 0.8
    pale[0] = False
    return np.asarray(pale[parts])


def _slivers(thin: NDArray[np.bool_], thick: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Return the connected parts of `thin` that touch `thick` and have at most `most` pixels."""
    parts, count = components(thin)
    if count == 0:
        return thin
    small = np.bincount(parts.ravel(), minlength=count + 1) <= most
    touching = np.zeros(count + 1, dtype=bool)
    touching[np.unique(parts[grown(thick) & thin])] = True
    keep = small & touching
    keep[0] = False
    return np.asarray(keep[parts])
