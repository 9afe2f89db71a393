"""From picture bytes to a matplotlib program."""

import numpy as np

from stem2code_eval.models.tracer.decode import decode_picture
from stem2code_eval.models.tracer.layers import separate
from stem2code_eval.models.tracer.merge import merge_strokes
from stem2code_eval.models.tracer.palette import background_colour
from stem2code_eval.models.tracer.program import write_program
from stem2code_eval.models.tracer.regions import trace_regions
from stem2code_eval.models.tracer.shapes import Drawing, hex_colour, negative
from stem2code_eval.models.tracer.strokes import trace_strokes

DARK = 110.0
"""Backgrounds of lower luma (0-255) are dark."""

_LUMA = np.array([0.299, 0.587, 0.114])


def trace_program(image: bytes) -> str:
    """Return a matplotlib program that redraws a picture; the same bytes give the same program.

    Args:
        image: an encoded picture in any format that Pillow reads; only its first frame is seen.

    Raises:
        UndecodablePictureError: the bytes are not a picture, or hold too many pixels.
    """
    picture = decode_picture(image)
    background = background_colour(picture.rgb)
    dark = bool(background @ _LUMA < DARK)
    # Strokes are sought as dark on light, so a blackboard is traced as its negative.
    seen = 255 - picture.rgb if dark else picture.rgb
    layers = separate(seen, max(1, round(picture.scale)))
    strokes, glyphs = trace_strokes(layers)
    height, width = seen.shape[:2]
    drawing = Drawing(
        width=float(width),
        height=float(height),
        background=hex_colour(255 - background if dark else background),
        fills=tuple(trace_regions(layers)),
        strokes=tuple(merge_strokes(strokes, max(width, height))),
        glyphs=tuple(glyphs),
    )
    return write_program(negative(drawing) if dark else drawing, picture.width, picture.height)
