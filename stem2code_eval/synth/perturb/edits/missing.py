"""Leave out some of what is drawn."""

from matplotlib.figure import Figure

from stem2code_eval.synth.perturb.edits.parts import shapes_of, take_shapes
from stem2code_eval.synth.perturb.edits.pieces import cut_into_sides
from stem2code_eval.synth.perturb.edits.still import hold_still


def leave_out(figure: Figure, grade: int, seed: int) -> None:
    """Hide lines, sides of polylines, patches and arrows that make up 3, 10, 25, 50 or 80 % of the outlines."""
    hold_still(figure)
    cut_into_sides(figure)
    for shape in take_shapes(figure, shapes_of(figure), grade, seed):
        shape.set_visible(False)
