"""A drawing as the text of a matplotlib program that a person can read."""

from dataclasses import replace

from stem2code_eval.models.tracer.shapes import Drawing
from stem2code_eval.models.tracer.statements import Statements, number

LONG_SIDE_INCHES = 6.4
"""Size of the figure's longer side."""

THINNEST_CANVAS = 0.03
"""Narrower pictures (shorter by longer side) get margins, because matplotlib draws no figure of zero pixels."""

LONGEST_PROGRAM = 400_000
"""Characters; of longer programs the smallest shapes are left out."""

_HEAD = """\
import matplotlib.pyplot as plt
{imports}
# The picture's frame in its own pixels; y runs downwards.
LEFT, RIGHT, TOP, BOTTOM = {left}, {right}, {top}, {bottom}
WIDTH, HEIGHT = RIGHT - LEFT, BOTTOM - TOP
INCHES = {inches}  # width of the figure
px = 72 * INCHES / WIDTH  # points per picture pixel, whatever the dpi

fig = plt.figure(figsize=(INCHES, INCHES * HEIGHT / WIDTH), facecolor="{background}")
ax = fig.add_axes((0, 0, 1, 1))
ax.set_xlim(LEFT, RIGHT)
ax.set_ylim(BOTTOM, TOP)
ax.axis("off")
"""


def write_program(drawing: Drawing, width: int, height: int) -> str:
    """Return the program that redraws `drawing` in the pixels of a source of `width` by `height`."""
    shown = drawing
    while True:
        text = _write(shown, width, height)
        if len(text) <= LONGEST_PROGRAM:
            return text
        shown = replace(
            shown,
            fills=shown.fills[: int(0.7 * len(shown.fills))],
            strokes=shown.strokes[: int(0.7 * len(shown.strokes))],
            glyphs=shown.glyphs[: int(0.7 * len(shown.glyphs))],
        )


def _write(drawing: Drawing, width: int, height: int) -> str:
    unit = max(width, height) / max(drawing.width, drawing.height)
    body = Statements(unit)
    body.fills(drawing.fills)
    body.strokes(drawing.strokes)
    body.glyphs(drawing.glyphs)
    head = _HEAD.format(imports=body.imports(), background=drawing.background, **_frame(width, height))
    return head + body.text() + "\nplt.show()\n"


def _frame(width: int, height: int) -> dict[str, str]:
    """Return the frame, widened where the picture is a sliver, and the figure's width in inches."""
    pad_x = max(0.0, THINNEST_CANVAS * height - width) / 2
    pad_y = max(0.0, THINNEST_CANVAS * width - height) / 2
    sides = (-pad_x, width + pad_x, -pad_y, height + pad_y)
    inches = LONG_SIDE_INCHES * min(1.0, (width + 2 * pad_x) / (height + 2 * pad_y))
    return dict(zip(("left", "right", "top", "bottom"), map(number, sides), strict=True)) | {"inches": f"{inches:.4g}"}
