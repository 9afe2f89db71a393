"""From picture bytes to a matplotlib program."""

import numpy as np

from stem2code_eval.models.tracer.decode import decode_picture
from stem2code_eval.models.tracer.layers import separate
from stem2code_eval.models.tracer.merge import merge_strokes
from stem2code_eval.models.tracer.palette import background_colour
from stem2code_eval.models.tracer.program import write_program
from stem2code_eval.models.tracer.regions import trace_regions
from stem2code_eval.models.tracer.shapes import Drawing, hex_colour
from stem2code_eval.models.tracer.strokes import trace_strokes


def trace_program(image: bytes) -> str:
    """Return a matplotlib program that redraws a picture; the same bytes give the same program.

    Args:
        image: an encoded picture in any format that Pillow reads; only its first frame is seen.

    Raises:
        UndecodablePictureError: the bytes are not a picture, or hold too many pixels.
    """
    picture = decode_picture(image)
    background = background_colour(picture.rgb)
    layers = separate(picture.rgb)
    strokes, glyphs = trace_strokes(layers)
    height, width = picture.rgb.shape[:2]
    drawing = Drawing(
        width=float(width),
        height=float(height),
        background=hex_colour(background),
        fills=tuple(trace_regions(layers)),
        strokes=tuple(merge_strokes(strokes, max(width, height))),
        glyphs=tuple(glyphs),
    )
    return write_program(drawing, picture.width, picture.height)
