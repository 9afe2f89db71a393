"""Change, swap and hide what is written on a figure."""

from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.random import default_rng

from stem2code_eval.synth.perturb.edits.parts import all_axes
from stem2code_eval.synth.perturb.edits.still import fix_ticks, hold_still


class Label:
    """One string on the figure, on a text or a tick."""

    def __init__(self, artist: Text, texts: list[str] | None = None, at: int = 0) -> None:
        self.artist, self.texts, self.at = artist, texts, at

    @property
    def text(self) -> str:
        """What is written."""
        return self.artist.get_text() if self.texts is None else self.texts[self.at]

    @text.setter
    def text(self, text: str) -> None:
        if self.texts is None:
            self.artist.set_text(text)
        else:
            self.texts[self.at] = text


def labels_of(figure: Figure) -> list[Label]:
    """Return every label within the canvas: texts, titles, axis labels, legends, ticks."""
    found = [Label(text) for text in figure.texts]
    for axes in all_axes(figure):
        found += [Label(text) for text in axes.texts]
        if axes.axison:
            found += [Label(axes.xaxis.label), Label(axes.yaxis.label)]
            found += [label for axis in (axes.xaxis, axes.yaxis) for label in _tick_labels(axis)]
        found += [Label(axes.title)]
        legend = axes.get_legend()
        found += [Label(text) for text in legend.get_texts()] if legend is not None else []
    return [label for label in found if label.text.strip() and _can_be_seen(figure, label.artist)]


def _tick_labels(axis: Axis) -> list[Label]:
    if not axis.get_visible():
        return []
    artists = axis.get_majorticklabels()
    texts = fix_ticks(axis)
    return [Label(artist, texts, at) for at, artist in enumerate(artists)]


def _can_be_seen(figure: Figure, text: Text) -> bool:
    if not text.get_visible() or text.get_alpha() == 0:
        return False
    return bool(text.get_window_extent().overlaps(figure.bbox))


def change_labels(figure: Figure, grade: int, seed: int) -> None:
    """Change one character of one label, all of its characters, or a third, two thirds, or all of the labels.

    Where the first label has a single character, grade 2 changes a second label.
    """
    hold_still(figure)
    labels = _shuffled(labels_of(figure), seed)
    if grade == 1:
        for label in labels[:1]:
            label.text = other_text(label.text, seed, characters=1)
        return
    is_short = bool(labels) and other_text(labels[0].text, seed, 1) == other_text(labels[0].text, seed, 1000)
    counts = [1, 2 if is_short else 1, *(max(2, round(len(labels) * share)) for share in (1 / 3, 2 / 3, 1))]
    if min(len(labels), counts[grade - 1]) > min(len(labels), counts[grade - 2]) or (grade == 2 and not is_short):
        for label in labels[: counts[grade - 1]]:
            label.text = other_text(label.text, seed, characters=1000)


def hide_labels(figure: Figure, grade: int, seed: int) -> None:
    """Leave out from one label to all, in five equal steps."""
    hold_still(figure)
    labels = _shuffled(labels_of(figure), seed)
    for label in labels[: _number(len(labels), grade)]:
        label.text = " "


def swap_labels(figure: Figure, grade: int, seed: int) -> None:
    """Swap the texts of from one pair of labels to all that can be paired, in five equal steps."""
    hold_still(figure)
    waiting = _shuffled(labels_of(figure), seed)
    pairs: list[tuple[Label, Label]] = []
    while waiting:
        label = waiting.pop(0)
        partner = next((other for other in waiting if other.text != label.text), None)
        if partner is not None:
            waiting.remove(partner)
            pairs.append((label, partner))
    for one, other in pairs[: _number(len(pairs), grade)]:
        one.text, other.text = other.text, one.text


def _shuffled(labels: list[Label], seed: int) -> list[Label]:
    return [labels[at] for at in default_rng(seed).permutation(len(labels))]


def _number(total: int, grade: int) -> int:
    """Return how many of `total` the grade takes: from one to all in five equal steps, rounded down.

    It is 0 where the grade would take no more than the one before it.
    """
    counts = [min(total, 1 + (total - 1) * step // 4) for step in range(5)]
    return 0 if grade > 1 and counts[grade - 1] == counts[grade - 2] else counts[grade - 1]


def other_text(text: str, seed: int, characters: int) -> str:
    """Return `text` with `characters` of its letters and digits replaced; commands of mathtext stay."""
    digits, small, large = "0123456789", "abcdefghkmnprstuwxyz", "ABCDEFGHKLMNPRSTUVWXYZ"
    changed: list[Any] = list(text)
    places = _places(text)
    for at in np.array(places, int)[default_rng(seed).permutation(len(places))][:characters]:
        letter = text[at]
        row = next((row for row in (digits, small, large) if letter in row), None)
        if row is not None:
            changed[at] = row[(row.index(letter) + len(row) // 2 - 1) % len(row)]
        else:
            changed[at] = "甲" if ord(letter) > 0x2E80 and letter != "甲" else "m" if letter.islower() else "K"
    return "".join(changed) if places else text + "?"


def _places(text: str) -> list[int]:
    """Return where letters and digits stand that are drawn as they are."""
    places, at, inside = [], 0, False
    while at < len(text):
        if text[at] == "$" and (at == 0 or text[at - 1] != "\\"):
            inside = not inside
        if inside and text[at] == "\\":
            at += 1
            while at < len(text) and text[at].isalpha():
                at += 1
            continue
        if text[at].isalnum():
            places.append(at)
        at += 1
    return places
