"""What matched, what is missing, extra, moved, restyled or mislabelled: the element score item by item."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.compare import Comparison
from stem2code_eval.metrics.structure.fillings import Fillings
from stem2code_eval.metrics.structure.geometry import Strokes
from stem2code_eval.metrics.structure.spots import Places
from stem2code_eval.metrics.structure.writing import words

SCHEMA = 1
MET = 0.6
"""How well a thing must be met to be called matched."""
ALIKE = 0.6
"""How alike in style."""
NEAR = 0.6
"""How near a label must be to its place."""
APART = 0.25
"""How plainly a part of a stroke must be off, while most of the figure is not, to be pointed at."""
FAR = 0.25
"""Share of the side within which a thing that is not in its place is called moved, not missing."""
MOST = 4000
"""Items of one figure."""

Item = dict[str, Any]


def explain(comparison: Comparison, reference: Scene, candidate: Scene) -> dict[str, Any]:
    """Return the explanation of a comparison, as JSON; `docs/elements.md` documents it."""
    ours = _strokes(reference, comparison.geometry.reference, "r", "missing")
    theirs = _strokes(candidate, comparison.geometry.candidate, "c", "extra")
    _restyled(comparison, ours, theirs)
    _moved(ours, theirs, reference, candidate, comparison)
    labels, their_labels = _labels(comparison, reference, candidate, len(ours), len(theirs))
    ours += labels
    theirs += their_labels
    fillings = comparison.geometry.fillings
    ours += _fillings(fillings.reference, comparison.fixed, "r", "missing", len(ours))
    theirs += _fillings(fillings.candidate, comparison.moved, "c", "extra", len(theirs))
    spots = comparison.geometry.spots
    ours += _spots(spots.lost, comparison.fixed, "r", "missing", len(ours))
    theirs += _spots(spots.extra, comparison.moved, "c", "extra", len(theirs))
    ours += _spots(spots.recoloured, comparison.fixed, "r", "restyled", len(ours))
    theirs += _spots(spots.recoloured, comparison.moved, "c", "restyled", len(theirs))
    areas = comparison.geometry.areas
    ours += _images(reference, areas.max(1, initial=0), "r", "missing", len(ours))
    theirs += _images(candidate, areas.max(0, initial=0), "c", "extra", len(theirs))
    return {"schema": SCHEMA, "reference": _figure(reference, ours), "candidate": _figure(candidate, theirs)}


def _figure(scene: Scene, items: list[Item]) -> dict[str, Any]:
    return {"width": scene.width, "height": scene.height, "items": items[:MOST]}


def _item(number: str, kind: str, state: str, score: float, lines: list[list[int]], **more: Any) -> Item:
    base = {"id": number, "kind": kind, "state": state, "score": round(float(score), 3), "partner": None}
    return base | {"lines": lines, "note": ""} | more


def _strokes(scene: Scene, strokes: Strokes, side: str, absent: str) -> list[Item]:
    found = []
    samples = scene.samples
    reach = samples.tangents * samples.length[:, None] / 2
    other = "c" if side == "r" else "r"
    starts = np.flatnonzero(np.diff(samples.stroke, prepend=-1))
    for number, places in enumerate(np.split(np.arange(len(samples)), starts[1:]) if len(samples) else []):
        met = strokes.met[number]
        partner = int(strokes.partner[number])
        state = "matched" if met >= MET else absent
        ends = samples.points[places[:1]] - reach[places[:1]], samples.points[places[-1:]] + reach[places[-1:]]
        line = np.concatenate([ends[0], samples.points[places], ends[1]])
        found.append(_item(f"{side}{number}", "stroke", state, met, _broken(line, scene)))
        if partner >= 0:
            found[-1]["partner"] = f"{other}{partner}"
        if state == "matched" and strokes.apart[number] > APART:
            found[-1].update(state="moved", note="a part of it is out of place")
        if state != "matched" and met > 0.1:
            found[-1]["note"] = f"{100 * met:.0f} % of it is met"
    return found


def _broken(line: NDArray[np.float64], scene: Scene) -> list[list[int]]:
    """Return a line as polylines of whole pixels, broken where it is hidden or another line runs already."""
    gap = np.hypot(*np.diff(line, axis=0).T) > 0.025 * max(scene.width, scene.height)
    pieces = np.split(np.rint(line).astype(int), np.flatnonzero(gap) + 1)
    return [piece.ravel().tolist() for piece in pieces if len(piece) > 1]


def _restyled(comparison: Comparison, ours: list[Item], theirs: list[Item]) -> None:
    partners = {item["id"]: item for item in theirs}
    for number, item in enumerate(ours):
        if item["state"] == "matched" and comparison.style.strokes[number] < ALIKE:
            item.update(state="restyled", note="another colour or dash")
            partner = partners.get(item["partner"] or "")
            if partner is not None and partner["state"] == "matched":
                partner.update(state="restyled", note="another colour or dash")


def _moved(ours: list[Item], theirs: list[Item], reference: Scene, candidate: Scene, comparison: Comparison) -> None:
    """Call a missing and an extra stroke of about the same length, not far from each other, one that moved."""
    lost = [number for number, item in enumerate(ours) if item["state"] == "missing"][:300]
    new = [number for number, item in enumerate(theirs) if item["state"] == "extra"][:300]
    if not lost or not new:
        return
    one = _middles(reference, comparison.fixed)[lost]
    other = _middles(candidate, comparison.moved)[new]
    apart = np.hypot(*(one[:, None, :2] - other[None, :, :2]).transpose(2, 0, 1))
    ratio = np.minimum(one[:, None, 2], other[None, :, 2]) / np.maximum(one[:, None, 2], other[None, :, 2])
    fits = (apart < FAR) & (ratio > 0.6)
    cost = np.where(fits, apart, 10.0)
    for row, column in zip(*linear_sum_assignment(cost), strict=True):
        if fits[row, column]:
            mine, yours = ours[lost[row]], theirs[new[column]]
            note = f"moved by {100 * apart[row, column]:.1f} % of the side"
            mine.update(state="moved", partner=yours["id"], note=note)
            yours.update(state="moved", partner=mine["id"], note=note)


def _middles(scene: Scene, frame: Frame) -> NDArray[np.float64]:
    """Return middle and length of each stroke in the common frame, `(n, 3)`."""
    samples = scene.samples
    count = np.bincount(samples.stroke)
    middle = np.column_stack([np.bincount(samples.stroke, samples.points[:, axis]) / count for axis in (0, 1)])
    return np.column_stack([frame(middle), np.bincount(samples.stroke, samples.length) * frame.scale])


def _labels(
    comparison: Comparison, reference: Scene, candidate: Scene, first: int, first_candidate: int
) -> tuple[list[Item], list[Item]]:
    text = comparison.text
    ours = [_label(reference, number, f"r{first + number}", "missing") for number in range(len(reference.labels))]
    theirs = [
        _label(candidate, number, f"c{first_candidate + number}", "extra") for number in range(len(candidate.labels))
    ]
    for one, other, like, near in text.pairs:
        mine, yours = ours[one], theirs[other]
        if like < 1:
            state, note = (
                "mislabelled",
                f"{words(candidate.labels[other])!r} instead of {words(reference.labels[one])!r}",
            )
        elif near < NEAR:
            state, note = "moved", "in another place"
        else:
            state, note = "matched", ""
        mine.update(state=state, partner=yours["id"], score=round(float(text.met[one]), 3), note=note)
        yours.update(state=state, partner=mine["id"], score=round(float(text.met_candidate[other]), 3), note=note)
    return ours, theirs


def _label(scene: Scene, number: int, name: str, state: str) -> Item:
    label = scene.labels[number]
    box = np.rint(np.concatenate([label.writing.box, label.writing.box[:1]])).astype(int)
    return _item(name, "text", state, 0.0, [box.ravel().tolist()], text=label.writing.text)


def _fillings(fillings: Fillings, frame: Frame, side: str, absent: str, first: int) -> list[Item]:
    found = []
    for number, (met, alike) in enumerate(zip(fillings.met, fillings.alike, strict=True)):
        state = absent if met < MET else "restyled" if alike < ALIKE else "matched"
        note = "another colour" if state == "restyled" else ""
        lines = [_rectangle(frame.back(fillings.box[number]))]
        found.append(_item(f"{side}{first + number}", "filling", state, met, lines, note=note))
    return found


def _spots(places: Places, frame: Frame, side: str, state: str, first: int) -> list[Item]:
    """Return items for places that look different."""
    note = "another colour" if state == "restyled" else "a small place"
    found = []
    for number, box in enumerate(places.box):
        score = places.alike[number] if state == "restyled" else 0.0
        name = f"{side}{first + number}"
        found.append(_item(name, "filling", state, score, [_rectangle(frame.back(box))], note=note))
    return found


def _images(scene: Scene, met: NDArray[np.float64], side: str, absent: str, first: int) -> list[Item]:
    return [
        _item(f"{side}{first + number}", "image", "matched" if score >= MET else absent, score, [_rectangle(area.box)])
        for number, (area, score) in enumerate(zip(scene.areas, met, strict=True))
    ]


def _rectangle(box: NDArray[np.float64]) -> list[int]:
    (left, top), (right, bottom) = np.rint(box).astype(int).tolist()
    return [left, top, right, top, right, bottom, left, bottom, left, top]
