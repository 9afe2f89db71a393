"""The same figure in other words: programs whose pictures a person cannot tell from the original's."""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from stem2code_eval.synth.perturb.edit import edited
from stem2code_eval.synth.perturb.rephrase import annotated_texts, other_ending, respelt_colours
from stem2code_eval.synth.perturb.source import normalised, parse
from stem2code_eval.synth.perturb.variant import Variant

Make = Callable[[str, ast.Module, int], str | None]
"""From program, its tree and seed to the rewritten program; None where the kind cannot apply."""

LINES = ("plot", "add_line", "step", "axhline", "axvline", "Line2D", "semilogx", "semilogy", "loglog", "errorbar")
PATCHES = ("add_patch", "fill", "bar", "barh", "hist", "pie", "add_artist", "axvspan", "axhspan", "broken_barh")
UNSCALABLE = (
    "legend",
    "hatch",
    "quiver",
    "quiverkey",
    "barbs",
    "table",
    "streamplot",
    "imshow",
    "clabel",
    "hexbin",
    "Axes3D",
    "subfigures",
    "inset_axes",
    "zoomed_inset_axes",
    "mark_inset",
    "AnchoredText",
    "AnchoredOffsetbox",
    "AnchoredSizeBar",
    "set_hatch",
    "AnnotationBbox",
    "OffsetBox",
    "TextPath",
    "colorbar",
    "contourf",
    "transFigure",
)
"""What has sizes that do not follow from those of its parts, so that a scaled canvas would not look the same."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """One way to say the same."""

    what: str
    make: Make


def _by_edit(
    module: str,
    function: str,
    needs: tuple[str, ...] = (),
    shuns: tuple[str, ...] = (),
    seeded: bool = False,
    **arguments: float,
) -> Make:
    def make(program: str, tree: ast.Module, seed: int) -> str | None:
        words = _words(tree)
        if (needs and not words & set(needs)) or words & set(shuns) or (shuns and "3d" in words):
            return None
        return edited(program, module, function, **arguments, **({"seed": seed} if seeded else {}))

    return make


EQUIVALENTS: dict[str, Equivalent] = {
    "line_collections": Equivalent(
        "each line drawn as a LineCollection", _by_edit("lines", "lines_to_collections", LINES)
    ),
    "outline_paths": Equivalent(
        "each line drawn as the outline of a Polygon or PathPatch", _by_edit("lines", "lines_to_outlines", LINES)
    ),
    "lines_split": Equivalent("each line drawn in pieces", _by_edit("lines", "split_lines", LINES)),
    "lines_merged": Equivalent("lines of one style drawn as one with gaps", _by_edit("lines", "merge_lines", LINES)),
    "lines_resampled": Equivalent(
        "each line drawn through five times the points", _by_edit("lines", "resample_lines", LINES)
    ),
    "lines_reordered": Equivalent(
        "lines of one colour drawn in another order", _by_edit("lines", "shuffle_lines", LINES, seeded=True)
    ),
    "line_jitter": Equivalent(
        "each vertex moved by less than 0.15 % of the canvas",
        _by_edit("lines", "jitter_lines", LINES, seeded=True),
    ),
    "patch_polygons": Equivalent(
        "circles, rectangles and wedges drawn as polygons of many points",
        _by_edit("patches", "patches_to_polygons", PATCHES),
    ),
    "patch_collections": Equivalent(
        "each patch drawn as a PathCollection", _by_edit("patches", "patches_to_collections", PATCHES)
    ),
    "arrow_paths": Equivalent(
        "shafts and heads of arrows drawn as plain paths",
        _by_edit("patches", "arrows_to_paths", ("annotate", "FancyArrowPatch")),
    ),
    "marker_scatter": Equivalent(
        "markers of lines drawn by scatter", _by_edit("markers", "markers_to_scatter", ("plot", "Line2D"))
    ),
    "scatter_markers": Equivalent(
        "scatter plots drawn as markers of a line", _by_edit("markers", "scatter_to_markers", ("scatter",))
    ),
    "text_annotate": Equivalent(
        "text calls written as annotate", lambda program, tree, _: annotated_texts(program, tree)
    ),
    "colour_spelling": Equivalent("colours spelt otherwise", lambda program, tree, _: respelt_colours(program, tree)),
    "ending": Equivalent(
        "savefig instead of show, or show instead of savefig", lambda program, tree, _: other_ending(program, tree)
    ),
    "canvas_larger": Equivalent(
        "a canvas 1.6 times as large, with all that is on it",
        _by_edit("canvas", "scale_canvas", shuns=UNSCALABLE, factor=1.6),
    ),
    "canvas_smaller": Equivalent(
        "a canvas 0.75 times as large, with all that is on it",
        _by_edit("canvas", "scale_canvas", shuns=UNSCALABLE, factor=0.75),
    ),
    "margin": Equivalent(
        "12 % more paper on every side",
        _by_edit("canvas", "add_margin", shuns=("subfigures",), share=0.12),
    ),
    "tight_box": Equivalent("the canvas cut to the ink", _by_edit("canvas", "crop", shuns=("subfigures",))),
    "resolution": Equivalent("another dpi", _by_edit("canvas", "set_resolution", dpi=220)),
}


def equivalents(program: str, seed: int = 0) -> list[Variant]:
    """Return programs that draw the same figure in other words; kinds that cannot apply are left out.

    Args:
        program: Python source that draws a figure with matplotlib.
        seed: for the kinds with chance in them.

    Raises:
        UserError: the program does not parse.
    """
    text = normalised(program)
    tree = parse(text)
    made = [(kind, rule.what, rule.make(text, tree, seed)) for kind, rule in EQUIVALENTS.items()]
    return [Variant(kind, None, other, what) for kind, what, other in made if other is not None]


def _words(tree: ast.Module) -> set[str]:
    """Return the names, attributes, keywords and short strings of a program."""
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.keyword) and node.arg:
            words.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 20:
            words.add(node.value)
    return words
