"""Where the page ends and the drawing begins: the ways in which a picture's paper can be read.

The paper is what the border shows most. That is right for nearly every picture and wrong for three kinds,
which a program easily produces where the reference does not, or the other way round: a picture cut along a
thin frame, a coloured page that bleeds off the canvas, the same page drawn as a rectangle on white.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from stem2code_eval.figure.decode import Planes, Rgb, planes_of
from stem2code_eval.figure.ink import (
    WHITE,
    Colour,
    Mask,
    border_pixels,
    ink_mask,
    is_like,
    modal_colour,
    share_like,
)

FRAME_WIDTH = 0.05
"""A border colour that reaches no deeper than this share of the shorter side is a frame, not the page."""

PLATE_BORDER = 0.6
"""Share of one colour along the inside of the drawing's box from which the box may be a page of its own."""

PLATE_INSET = 0.01
"""How far inside the box, as a share of its sides, a plate begins: clears a soft edge."""

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are exclusive."""


@dataclass(frozen=True, eq=False)
class Page:
    """One reading of a picture: its pixels and the colour of its paper."""

    rgb: Rgb
    colour: Colour

    @cached_property
    def planes(self) -> Planes:
        """The channels of `rgb`, a single one where it is grey."""
        return planes_of(self.rgb)

    @cached_property
    def ink(self) -> Mask:
        """Where the ink is."""
        return ink_mask(self.rgb, self.colour, self.planes[0] if len(self.planes) == 1 else None)

    @cached_property
    def box(self) -> Box | None:
        """The smallest box around all ink; None without ink."""
        return ink_box(self.ink)


def ink_box(ink: Mask) -> Box | None:
    """Return the smallest box around the True pixels of `ink`; None when there are none."""
    rows = np.flatnonzero(ink.any(axis=1))
    columns = np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def read_page(rgb: Rgb) -> Page:
    """Return the plain reading: the paper has the border's modal colour.

    One exception: a border colour other than white that is only a thin frame around a more common colour is
    ink, and the more common colour is the paper. A grid cut along its black outline stays a grid.
    """
    page = Page(rgb, modal_colour(border_pixels(rgb)))
    if is_like(page.colour, WHITE) or not _is_thin_frame(page):
        return page
    common = modal_colour(rgb.reshape(-1, 3))
    return page if is_like(common, page.colour) else Page(rgb, common)


def other_readings(page: Page) -> list[Page]:
    """Return the further ways in which a careful person may read the paper of `page`'s picture; often none.

    * A drawing that is itself a filled rectangle with something on it: the rectangle is the page.
    * A picture whose page is not white: all of it lies on white paper.
    """
    found = []
    plate = _plate(page)
    if plate is not None:
        found.append(plate)
    if not is_like(page.colour, WHITE):
        on_white = Page(page.rgb, WHITE)
        if on_white.ink.any():
            found.append(on_white)
    return found


def _is_thin_frame(page: Page) -> bool:
    if page.box is None:
        return False
    height, width = page.ink.shape
    left, top, right, bottom = page.box
    return bool(max(left, top, width - right, height - bottom) <= FRAME_WIDTH * min(height, width))


def _plate(page: Page) -> Page | None:
    if page.box is None:
        return None
    left, top, right, bottom = page.box
    across = max(1, round(PLATE_INSET * (right - left)))
    down = max(1, round(PLATE_INSET * (bottom - top)))
    inside = page.rgb[top + down : bottom - down, left + across : right - across]
    if inside.size == 0:
        return None
    border = border_pixels(inside)
    colour = modal_colour(border)
    if is_like(colour, page.colour) or share_like(border, colour) < PLATE_BORDER:
        return None
    plate = Page(inside, colour)
    return plate if plate.ink.any() else None
