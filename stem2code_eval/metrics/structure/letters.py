"""A text in one figure where the other has the outlines of its letters: the same to the eye, unknown to the list."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.figure.elements.scene import Label, Scene
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.geometry import GeometryMatch, Strokes, stroke_scores
from stem2code_eval.metrics.structure.writing import TextMatch

UNREAD = 0.8
"""How well letters count as met that can be seen in both figures but read in one only."""
AROUND = 0.01
"""Share of the side by which letters may stand over a text's box."""
ENOUGH = 4
"""Samples of lines that make a letter."""


def forgive_outlined_letters(
    reference: Scene, candidate: Scene, fixed: Frame, moved: Frame, geometry: GeometryMatch, text: TextMatch
) -> tuple[GeometryMatch, TextMatch]:
    """Let outlines meet texts that stand where they are.

    Where the reference has outlines, a text of the candidate there is no extra text and the outlines count as met to
    `UNREAD`. Where the reference has a text, outlines of the candidate are no extra lines, but the text stays unmet:
    what they say is not known. What such letters are filled with is no place that looks different.
    """
    mine, texts = _outlined(reference, fixed, geometry.reference, candidate, moved, text.met_candidate)
    theirs, read = _outlined(candidate, moved, geometry.candidate, reference, fixed, text.met)
    spots = geometry.spots
    weight = np.where(texts, 0.0, text.weight_candidate)
    return (
        replace(
            geometry,
            reference=_met(reference, geometry.reference, mine),
            candidate=_met(candidate, geometry.candidate, theirs),
            spots=replace(
                spots,
                lost=spots.lost.outside(_boxes(candidate, moved, texts)),
                extra=spots.extra.outside(_boxes(reference, fixed, read)),
            ),
        ),
        replace(text, weight_candidate=weight),
    )


def _outlined(
    scene: Scene, frame: Frame, strokes: Strokes, other: Scene, other_frame: Frame, met: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which unmet samples lie in unmet texts of the other figure, and which of those texts have some."""
    inside = np.zeros(len(scene.samples), np.bool_)
    found = np.zeros(len(other.labels), np.bool_)
    unmet = strokes.sample_met < 0.5
    if not unmet.any():
        return inside, found
    points = frame(scene.samples.points)
    for number, label in enumerate(other.labels):
        if met[number] > 0.1:
            continue
        low, high = _around(label, other_frame)
        within = unmet & ((points > low) & (points < high)).all(axis=1)
        if within.sum() >= ENOUGH:
            inside |= within
            found[number] = True
    return inside, found


def _around(label: Label, frame: Frame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of what letters of a text may take up, in the common frame."""
    box = frame(label.writing.box)
    return box.min(0) - AROUND, box.max(0) + AROUND


def _boxes(
    scene: Scene, frame: Frame, which: NDArray[np.bool_]
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    return [_around(label, frame) for label, wanted in zip(scene.labels, which, strict=True) if wanted]


def _met(scene: Scene, strokes: Strokes, letters: NDArray[np.bool_]) -> Strokes:
    if not letters.any():
        return strokes
    met = np.where(letters, UNREAD, strokes.sample_met)
    stroke = scene.samples.stroke
    apart = np.where(np.bincount(stroke, letters) > 0, 0.0, strokes.apart)
    return replace(strokes, sample_met=met, met=stroke_scores(stroke, met), apart=apart)
