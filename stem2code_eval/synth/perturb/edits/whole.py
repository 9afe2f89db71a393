"""Distort a figure as a whole, or large parts of it."""

from typing import Any

from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D

from stem2code_eval.synth.perturb.edits.coordinates import carry
from stem2code_eval.synth.perturb.edits.ink import ink_frame
from stem2code_eval.synth.perturb.edits.labels import labels_of
from stem2code_eval.synth.perturb.edits.parts import is_flat, shapes_of, take_shapes
from stem2code_eval.synth.perturb.edits.still import hold_still


def stretch(figure: Figure, grade: int) -> None:
    """Stretch the picture across by 6, 12, 22, 38 or 60 %; letters and line widths stay."""
    hold_still(figure)
    for axes in figure.axes:
        if is_flat(axes):
            place = axes.get_position()
            axes.set_aspect("auto")
            axes.set_position(place)
    width, height = figure.get_size_inches()
    figure.set_size_inches(width * (1.06, 1.12, 1.22, 1.38, 1.6)[grade - 1], height)


def mirror(figure: Figure, grade: int, seed: int) -> None:
    """Reflect parts with 25 % of the outlines (grade 3), or all (grade 5), in the picture's upright middle line.

    Letters stay readable.
    """
    hold_still(figure)
    left, _, right, _ = ink_frame(figure)
    reflection = Affine2D().scale(-1, 1).translate(left + right, 0)
    shapes = [shape for shape in shapes_of(figure) if is_flat(shape.axes)]
    texts: list[Any] = [
        label.artist for label in labels_of(figure) if label.texts is None and label.artist.axes is not None
    ]
    texts = [text for text in texts if text in text.axes.texts]
    for artist in take_shapes(figure, shapes, grade, seed) if grade < 5 else [*shapes, *texts]:
        carry(figure, artist, reflection)
