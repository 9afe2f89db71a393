"""What is done for one pair before many are measured at once: decoding, reading the paper, the canonical pictures."""

from enum import IntEnum
from typing import Any

import numpy as np

from stem2code_eval.figure.canonical import SIDE, Canonical
from stem2code_eval.figure.decode import PictureError, decode
from stem2code_eval.figure.page import read_page
from stem2code_eval.metrics.clip.form import ModelInput
from stem2code_eval.metrics.pair import best_reading
from stem2code_eval.metrics.protocol import Picture

Arrays = dict[str, Any]
"""`verdict` (a `Verdict`) and `problem` (a sentence, or empty). If wanted, of both pictures, the reference first: `rgb`
`(2, SIDE, SIDE, 3)` uint8 and `ink` `(2, SIDE, SIDE)` bool; `clip` `(2, height, width, 3)` uint8."""


class Verdict(IntEnum):
    """What is to be done with a pair."""

    MEASURE = 0
    NOTHING_DRAWN = 1
    """0 on every metric: no candidate, or one without ink."""
    NOTHING_TO_COMPARE = 2
    """None on every metric: a reference without ink."""
    BROKEN = 3
    """A picture cannot be decoded."""


def prepare(reference: bytes, candidate: bytes | None, pictures: bool, form: ModelInput | None) -> Arrays:
    """Prepare one pair, by the rules of `metrics.pair.score_pair`.

    Args:
        reference: the encoded picture.
        candidate: the encoded picture; None where nothing was drawn.
        pictures: the canonical pictures and their inks are wanted.
        form: what the CLIP model takes, if its pictures are wanted.
    """
    problem = ""
    try:
        verdict, sides = _compared(reference, candidate)
    except PictureError as error:
        verdict, sides, problem = Verdict.BROKEN, None, str(error)
    found: Arrays = {"verdict": int(verdict), "problem": problem}
    if pictures:
        found["rgb"] = np.stack([side.rgb for side in sides]) if sides else np.zeros((2, SIDE, SIDE, 3), np.uint8)
        found["ink"] = np.stack([side.ink for side in sides]) if sides else np.zeros((2, SIDE, SIDE), np.bool_)
    if form is not None:
        shape = (2, form.height, form.width, 3)
        found["clip"] = np.stack([form.resize(side.rgb) for side in sides]) if sides else np.zeros(shape, np.uint8)
    return found


def _compared(reference: bytes, candidate: bytes | None) -> tuple[Verdict, tuple[Canonical, Canonical] | None]:
    original = decode(reference, "reference picture")
    page = read_page(original)
    if not page.ink.any():
        return Verdict.NOTHING_TO_COMPARE, None
    if candidate is None:
        return Verdict.NOTHING_DRAWN, None
    pair = best_reading(Picture(original, page), decode(candidate, "candidate picture"), None)
    if not pair.candidate.canonical.has_ink:
        return Verdict.NOTHING_DRAWN, None
    return Verdict.MEASURE, (pair.reference.canonical, pair.candidate.canonical)
