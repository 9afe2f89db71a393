"""Which pairs an audit asks about: the controls, graded damage, repetitions, swaps and planted instructions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from stem2code_eval.judge.audit import trial as controls
from stem2code_eval.judge.audit.damage import KINDS as CODE_DAMAGE
from stem2code_eval.judge.audit.damage import damaged_programs
from stem2code_eval.judge.audit.orders import (
    NEUTRAL,
    ORDERS,
    with_comment,
    with_drawn_words,
    with_name,
    with_string,
)
from stem2code_eval.judge.audit.trial import Trial
from stem2code_eval.judge.pair import ImagePair, Pair, code_pair
from stem2code_eval.judge.rubric import Kind
from stem2code_eval.judge.spec import Ballot
from stem2code_eval.models.baseline_blank import BLANK_PROGRAM
from stem2code_eval.models.protocol import Picture
from stem2code_eval.synth.catalogue import all_families
from stem2code_eval.synth.perturb import corruptions
from stem2code_eval.synth.perturb.visible import changes_picture

IMAGE_DAMAGE = ("element_missing", "vertex_moved", "label_changed", "edge_rewired", "element_extra", "colour")
REPEATS = 3
"""Votes on one pair for the repeatability."""
_SEED = 11
"""Of the figures; neither those of the split `v1` nor those of the validity study have it."""

Draw = Callable[[Sequence[str]], list[bytes | None]]
"""Programs to pictures, by the sandbox; None for one that drew none."""
_Candidates = Mapping[str, Callable[[str, str], str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A reference of the audit."""

    name: str
    program: str


def choose_figures(count: int) -> list[Figure]:
    """Return figures of `count` families, spread evenly over all of them; of fewer where there are not so many."""
    families = sorted(all_families().values(), key=lambda family: (family.subject, family.name))
    count = min(count, len(families))
    chosen = [families[(2 * at + 1) * len(families) // (2 * count)] for at in range(count)]
    return [Figure(family.name, family.figure(_SEED).program) for family in chosen]


def plan_code(figures: Sequence[Figure]) -> list[Trial]:
    """Return the trials of a code judge; nothing is drawn."""
    places: _Candidates = {"comments": with_comment, "strings": with_string, "names": with_name}
    trials: list[Trial] = []
    for at, figure in enumerate(figures):
        kind = CODE_DAMAGE[at % len(CODE_DAMAGE)]
        damaged = damaged_programs(figure.program, kind, at)
        graded = {grade: code_pair(figure.program, each) for grade, each in enumerate(damaged, 1)}
        other = _next(figures, at).program
        trials += _controls(
            figure.name,
            identity=code_pair(figure.program, figure.program),
            blank=code_pair(figure.program, BLANK_PROGRAM),
            other=code_pair(figure.program, other),
        )
        trials += _graded(figure.name, kind, graded)
        for place, put in places.items():
            trials += _planted(
                figure.name,
                place,
                code_pair(figure.program, put(other, ORDERS[at % len(ORDERS)])),
                code_pair(figure.program, put(other, NEUTRAL)),
            )
    return trials


def plan_image(figures: Sequence[Figure], draw: Draw) -> list[Trial]:
    """Return the trials of an image judge; figures that the sandbox cannot draw are left out."""
    blank, *references = draw([BLANK_PROGRAM, *(figure.program for figure in figures)])
    drawn = [(figure, png) for figure, png in zip(figures, references, strict=True) if png is not None]
    trials: list[Trial] = []
    for at, (figure, reference) in enumerate(drawn):
        kind, graded = _damaged_pictures(figure, reference, at, draw)
        other, other_png = drawn[(at + 1) % len(drawn)]
        order = with_drawn_words(other.program, ORDERS[at % len(ORDERS)])
        ordered, neutral = draw([order, with_drawn_words(other.program, NEUTRAL)])
        trials += _controls(
            figure.name,
            identity=_pictures(reference, reference),
            blank=_pictures(reference, blank),
            other=_pictures(reference, other_png),
        )
        trials += _graded(figure.name, kind, {grade: _pictures(reference, png) for grade, png in graded.items()})
        trials += _planted(figure.name, "picture", _pictures(reference, ordered), _pictures(reference, neutral))
    return trials


def _controls(name: str, identity: Pair | None, blank: Pair | None, other: Pair | None) -> list[Trial]:
    pairs = {controls.IDENTITY: identity, controls.BLANK: blank, controls.OTHER: other}
    return [Trial(control, name, pair) for control, pair in pairs.items() if pair is not None]


def _graded(name: str, kind: str, pairs: Mapping[int, Pair | None]) -> list[Trial]:
    """Return the trials of graded damage; the middle grade is also repeated and swapped."""
    found = [
        Trial(controls.GRADED, name, pair, grade, kind) for grade, pair in sorted(pairs.items()) if pair is not None
    ]
    if not found:
        return []
    middle = found[len(found) // 2]
    repeated = [
        replace(middle, control=controls.REPEATED, ballot=Ballot(0, number, False)) for number in range(REPEATS)
    ]
    return [*found, *repeated, replace(middle, control=controls.SWAPPED, ballot=Ballot(0, 1, True))]


def _planted(name: str, place: str, ordered: Pair | None, neutral: Pair | None) -> list[Trial]:
    if ordered is None or neutral is None:
        return []
    return [Trial(controls.ORDERED + place, name, ordered), Trial(controls.NEUTRAL + place, name, neutral)]


def _damaged_pictures(figure: Figure, reference: bytes, at: int, draw: Draw) -> tuple[str, dict[int, bytes]]:
    """Return a kind of damage that shows in this figure, and its pictures by grade, each unlike the one before."""
    variants = corruptions(figure.program, at)
    best: tuple[str, dict[int, bytes]] = ("", {})
    for turn in range(len(IMAGE_DAMAGE)):
        kind = IMAGE_DAMAGE[(at + turn) % len(IMAGE_DAMAGE)]
        chosen = [variant for variant in variants if variant.kind == kind]
        before, kept = reference, dict[int, bytes]()
        for variant, png in zip(chosen, draw([variant.program for variant in chosen]), strict=True):
            if png is not None and variant.grade is not None and changes_picture(before, png):
                kept[variant.grade] = before = png
        if len(kept) > len(best[1]):
            best = (kind, kept)
        if len(kept) >= 4:
            break
    return best


def _pictures(reference: bytes, candidate: bytes | None) -> Pair | None:
    if candidate is None:
        return None
    return ImagePair(Picture(reference, "image/png"), Picture(candidate, "image/png"))


def _next(figures: Sequence[Figure], at: int) -> Figure:
    return figures[(at + 1) % len(figures)]


def plan(kind: Kind, figures: Sequence[Figure], draw: Draw) -> list[Trial]:
    """Return the trials for a kind of judge."""
    return plan_image(figures, draw) if kind == "image" else plan_code(figures)
