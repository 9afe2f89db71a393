"""Two scenes in, four parts and their mean out."""

from dataclasses import dataclass

import numpy as np

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame, align, layout
from stem2code_eval.metrics.structure.geometry import GeometryMatch, match_geometry
from stem2code_eval.metrics.structure.kernel import agreement
from stem2code_eval.metrics.structure.letters import forgive_outlined_letters
from stem2code_eval.metrics.structure.style import StyleMatch, match_style
from stem2code_eval.metrics.structure.topology import topology
from stem2code_eval.metrics.structure.writing import TextMatch, match_text

LABEL = 0.16
"""Square of the weight of a label whose loss is one whole error."""
PARTS = ("geometry", "text", "topology", "style")


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """All that was found of a pair."""

    parts: dict[str, float | None]
    """0 to 100; None for what neither figure has."""
    fixed: Frame
    moved: Frame
    geometry: GeometryMatch
    text: TextMatch
    style: StyleMatch
    layout: float
    """How alike the drawings lie on their canvases, 0 to 100: size, place and shape of the canvas."""

    @property
    def elements(self) -> float:
        """Mean of the parts that there are, 0 to 100."""
        return float(np.mean([value for value in self.parts.values() if value is not None] or [0.0]))


def compare(reference: Scene, candidate: Scene) -> Comparison:
    """Compare the candidate's scene with the reference's."""
    fixed, moved = align(reference, candidate)
    geometry = match_geometry(reference, candidate, fixed, moved)
    text = match_text(reference, candidate, fixed, moved)
    geometry, text = forgive_outlined_letters(reference, candidate, fixed, moved, geometry, text)
    parts: dict[str, float | None] = dict.fromkeys(PARTS)
    parts["geometry"] = None if geometry.score is None else 100 * geometry.score
    if text.weight.sum() + text.weight_candidate.sum() > 0:
        parts["text"] = 100 * agreement(
            text.met, text.weight, text.met_candidate, text.weight_candidate, whole=LABEL, apart=text.misspelt
        )
    related = topology(reference, candidate, fixed, moved, geometry)
    parts["topology"] = None if related is None else 100 * related
    style = match_style(reference, candidate, fixed, moved, geometry, text)
    parts["style"] = None if style.score is None else 100 * style.score * coverage(geometry, text)
    parts = {name: None if value is None else round(value, 9) for name, value in parts.items()}
    return Comparison(
        parts, fixed, moved, geometry, text, style, round(100 * layout(reference, candidate, fixed, moved), 9)
    )


def coverage(geometry: GeometryMatch, text: TextMatch) -> float:
    """Return the share of the reference that was matched at all: one right line alone is not all of the style."""
    met = np.concatenate([geometry.reference.met, geometry.fillings.reference.met, text.met])
    weight = np.concatenate([geometry.reference.weight, geometry.fillings.reference.weight, 0.3 * text.weight])
    return float(np.sqrt((met @ weight) / max(weight.sum(), 1e-9)))
