"""Inches on the canvas, from and to the coordinates of artists."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.transforms import Affine2D, BboxTransformFrom, BboxTransformTo
from numpy.typing import NDArray


def to_inches(figure: Figure, points: Any, transform: Any) -> NDArray[np.float64]:
    """Return points `(n, 2)` of an artist's coordinates as inches on the canvas."""
    return np.asarray((transform + figure.dpi_scale_trans.inverted()).transform(np.asarray(points, float)))


def from_inches(figure: Figure, points: Any, transform: Any) -> NDArray[np.float64]:
    """Return inches on the canvas `(n, 2)` as points of an artist's coordinates."""
    return np.asarray((figure.dpi_scale_trans + transform.inverted()).transform(np.asarray(points, float)))


def own_transform(artist: Artist) -> Any:
    """Return the transform from an artist's coordinates to the display, without a patch's shape."""
    return artist.get_data_transform() if isinstance(artist, Patch) else artist.get_transform()


def carry(figure: Figure, artist: Any, motion: Affine2D) -> None:
    """Move an artist on the canvas by an affine motion in inches; text and markers keep their size and uprightness."""
    width, height = figure.get_size_inches()
    in_shares = Affine2D().scale(width, height) + motion + Affine2D().scale(1 / width, 1 / height)
    on_canvas = BboxTransformFrom(figure.bbox) + in_shares + BboxTransformTo(figure.bbox)  # follows another dpi
    if hasattr(artist, "xycoords"):
        for name in ("xycoords", "anncoords"):
            if getattr(artist, name) == "data":
                setattr(artist, name, artist.axes.transData + on_canvas)
            elif getattr(artist, name) == "axes fraction":
                setattr(artist, name, artist.axes.transAxes + on_canvas)
        if artist.anncoords == artist.xycoords:
            return
    elif hasattr(artist, "get_offset_transform") and len(artist.get_offsets()) and np.any(artist.get_offsets()):
        artist.set_offset_transform(artist.get_offset_transform() + on_canvas)
    else:
        artist.set_transform(own_transform(artist) + on_canvas)
