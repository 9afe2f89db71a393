"""Line drawings for the metric tests: strokes in the unit square, drawn at any size on any canvas."""

import io

from PIL import Image, ImageDraw

CORNERS = ((0.0, 0.0, 0.06, 0.0), (1.0, 1.0, 0.94, 1.0))


def draw(strokes, side=300, canvas=None, at=(20, 20), background="white", colour="black", width=None) -> Image.Image:
    """Draw strokes `(x0, y0, x1, y1)` in 0-1 into a square of `side` pixels at `at` on the canvas."""
    image = Image.new("RGB", canvas or (side + 40, side + 40), background)
    pen = ImageDraw.Draw(image)
    width = width or max(1, round(side / 100))
    for x0, y0, x1, y1 in strokes:
        ends = (at[0] + x0 * side, at[1] + y0 * side, at[0] + x1 * side, at[1] + y1 * side)
        pen.line(ends, fill=colour, width=width)
    return image


def png(image: Image.Image) -> bytes:
    """Encode as PNG."""
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
