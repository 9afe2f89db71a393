"""`text`: is every label there, with the right characters, where it belongs?"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexWalkerError
from rapidfuzz.distance import Indel
from scipy.optimize import linear_sum_assignment

from stem2code_eval.figure.elements.scene import Label, Scene
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.kernel import TEXT_DEAD, TEXT_REACH, Array, closeness

EXACT = 2
"""Texts of up to so many characters are the same or are not."""
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
_LATEX = LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)
_SAME = {
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2010": "-",
    "\u2032": "'",
    "\u2019": "'",
    "\u00b7": "\u22c5",
    "\u2218": "\u00b0",
}
_ALIKE = str.maketrans(_SAME)
"""Characters that look the same: minus and dashes, prime and apostrophe, middle and multiplication dot."""
_FONTS = re.compile(
    r"\\(mathrm|mathbf|mathit|mathsf|mathtt|mathcal|mathregular|mathdefault|text|textbf|textit|boldsymbol)\b"
)


_ACCENT = re.compile(r"\\([\"`'~.^=])\s*")
_ACCENTS = {
    '"': r"\ddot ", "`": r"\grave ", "'": r"\acute ", "~": r"\tilde ", ".": r"\dot ", "^": r"\hat ", "=": r"\bar ",
}  # fmt: skip
"""The short and the long names of accents in formulas."""


@dataclass(frozen=True, slots=True, eq=False)
class TextMatch:
    """Labels of both sides, and how well they meet."""

    met: Array
    weight: Array
    met_candidate: Array
    weight_candidate: Array
    pairs: list[tuple[int, int, float, float]]
    """Number in the reference, in the candidate, likeness of the characters, nearness; 0 to 1."""

    @property
    def misspelt(self) -> tuple[Array, Array]:
        """Say of each label of both sides whether its partner says something else, 0 or 1."""
        mine, theirs = np.zeros(len(self.met)), np.zeros(len(self.met_candidate))
        for one, other, like, _ in self.pairs:
            mine[one] = theirs[other] = float(like < 1)
        return mine, theirs


@lru_cache(maxsize=4096)
def plain(text: str, math: bool) -> str:
    """Return a text as its reader takes it: Unicode NFKC, formulas without their marks, one space between words."""
    if math or "$" in text:
        source = _FONTS.sub("", text.replace(r"\$", "\u0024"))
        source = _ACCENT.sub(lambda found: _ACCENTS[found[1]], source)
        source = re.sub(r"([_^])\s*", "", source.replace("$", ""))
        try:
            text = _LATEX.latex_to_text(source)
        except (LatexWalkerError, ValueError, IndexError, RecursionError):
            text = source
    folded = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    folded = folded.replace("{", "").replace("}", "")
    return " ".join(folded.split()).replace(" ", "") if math else " ".join(folded.split())


def likeness(one: str, other: str) -> float:
    """Return how alike two plain texts are, 0 to 1; numbers are the same or are not."""
    if one.replace(" ", "") == other.replace(" ", ""):
        return 1.0
    if max(len(one), len(other)) <= EXACT or (_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)):
        return 0.0
    found = Indel.normalized_similarity(one, other)
    return float(found**2) if found > 0.4 else 0.0


def match_text(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> TextMatch:
    """Assign the candidate's labels to the reference's."""
    rows, columns = reference.labels, candidate.labels
    table = np.zeros((len(rows), len(columns), 2))
    if rows and columns:
        place = fixed(np.array([label.centre for label in rows]))
        there = moved(np.array([label.centre for label in columns]))
        apart = np.hypot(*(place[:, None] - there[None]).transpose(2, 0, 1))
        reach = TEXT_DEAD + 0.5 * np.minimum(_widths(rows, fixed)[:, None], _widths(columns, moved)[None])
        table[..., 1] = closeness(np.maximum(0, apart - reach), 0.0, TEXT_REACH)
        for row, mine in enumerate(rows):
            for column, theirs in enumerate(columns):
                table[row, column, 0] = likeness(words(mine), words(theirs))
    score = table[..., 0] * (0.25 + 0.75 * table[..., 1])
    order = score + 1e-3 * table[..., 1]
    picked = list(zip(*linear_sum_assignment(-order), strict=True)) if rows and columns else []
    met, met_candidate = np.zeros(len(rows)), np.zeros(len(columns))
    pairs = []
    for row, column in ((int(one), int(other)) for one, other in picked):
        met[row] = met_candidate[column] = score[row, column]
        if score[row, column] > 0 or table[row, column, 1] > 0.5:
            pairs.append((row, column, float(table[row, column, 0]), float(table[row, column, 1])))
    return TextMatch(met, _weights(rows), met_candidate, _weights(columns), pairs)


def words(label: Label) -> str:
    """Return the plain text of a label."""
    return plain(label.writing.text, label.writing.math)


def _widths(labels: list[Label], frame: Frame) -> Array:
    """Return half the difference that alignment of a text can make, as a share of the side."""
    spans = [label.writing.box.max(0) - label.writing.box.min(0) for label in labels]
    return np.array([0.3 * min(span) for span in spans]) * frame.scale


def _weights(labels: list[Label]) -> Array:
    return np.array([min(2.0, 0.35 + 0.05 * len(words(label))) for label in labels])
