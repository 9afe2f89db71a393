"""An explanation of the element score as the page draws it over the two pictures.

The page's script makes one SVG path an item, and only for samples that are on the screen. Until then an item is a
line of text with tabs between its fields, which takes a quarter of the room of SVG and makes no elements.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.explanation import BrokenExplanation, CandidateItem, Line, ReferenceItem, read_explanation
from stem2code_eval.report.figures import Figure, bytes_blob
from stem2code_eval.report.text import short

STATES = ("missing", "extra", "mislabelled", "moved", "restyled", "matched")
"""The worst first."""
MOST_ITEMS = 400
"""Drawn on a picture."""
MOST_POINTS = 20_000
"""Drawn on a picture, about; beyond it, lines are drawn from every second or third point, and so on."""
_LARGEST = 32 * 2**20
"""Bytes."""
_TEXT_LIMIT = 120
_SHOWN_AS_COUNTED = ("matched", "missing", "extra", "moved", "restyled", "mislabelled")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What lies over one picture."""

    width: int
    """Of the picture in whose pixels the items are."""
    height: int
    items: str
    """A line an item, the lowermost first: id, kind, state, score, partner, path (the `d` of an SVG path), text and
    note, with tabs between them. Texts are bounded in length but neither escaped nor made visible."""
    left_out: int
    """Items that are not drawn."""
    total: int
    on_paper: bool
    """The picture in the page is another one than that of the items, which are therefore drawn on blank paper."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """The drawings of one sample, or why there are none."""

    counts: tuple[tuple[str, int], ...] = ()
    """States and how many items of the reference are in each; of the extra ones, items of the candidate."""
    reference: Drawing | None = None
    candidate: Drawing | None = None
    problem: str = ""


def overlay(
    store: Store, row: ScoreRow | None, reference: Figure, candidate: Figure, other_reference: bool = False
) -> Overlay | None:
    """Return what to draw over the pictures of a sample; None where the score was not explained.

    Args:
        store: an open run folder.
        row: the sample's scores.
        reference: the picture over which the reference's items are drawn.
        candidate: the picture over which the candidate's items are drawn.
        other_reference: the reference's items are known to be of another picture than `reference`. A picture of
            another size than the items' is always taken for another one.
    """
    if row is None or row.explanation is None:
        return None
    data = bytes_blob(store, row.explanation, _LARGEST)
    if data is None:
        return Overlay(problem=f"{short(row.explanation)} is not in the run folder or is too large.")
    try:
        found = read_explanation(data)
    except BrokenExplanation as error:
        return Overlay(problem=f"it is broken ({short(error, 300)}).")
    ours, theirs = found.reference, found.candidate
    return Overlay(
        _counts(ours.items, theirs.items),
        _drawing(reference, (ours.width, ours.height), ours.items, other_reference),
        _drawing(candidate, (theirs.width, theirs.height), theirs.items),
    )


def _counts(ours: Sequence[ReferenceItem], theirs: Sequence[CandidateItem]) -> tuple[tuple[str, int], ...]:
    found = Counter(str(item.state) for item in ours)
    found["extra"] = sum(item.state == "extra" for item in theirs)
    return tuple((state, found[state]) for state in _SHOWN_AS_COUNTED)


def _drawing(
    figure: Figure, size: tuple[int, int], items: Sequence[ReferenceItem | CandidateItem], is_other: bool = False
) -> Drawing | None:
    if figure.thumbnail is None:
        return None
    placed = [item for item in items if item.lines]
    drawn = sorted(placed, key=lambda item: (STATES.index(item.state), item.score))[:MOST_ITEMS]
    points = sum(len(line) // 2 for item in drawn for line in item.lines)
    step = max(1, -(-points // MOST_POINTS))
    return Drawing(
        *size,
        "\n".join(_line(item, step) for item in sorted(drawn, key=_height)),
        len(placed) - len(drawn),
        len(placed),
        on_paper=is_other or (figure.thumbnail.full_width, figure.thumbnail.full_height) != size,
    )


def _height(item: ReferenceItem | CandidateItem) -> tuple[int, float, int]:
    """Return how high an item lies: lines over areas, small areas over large ones, the worst over the rest."""
    area = 0
    if item.kind != "stroke":
        across, down = ([each for line in item.lines for each in line[start::2]] for start in (0, 1))
        area = (max(across) - min(across)) * (max(down) - min(down))
    return ("image", "filling", "text", "stroke").index(item.kind), -area, -STATES.index(item.state)


def _line(item: ReferenceItem | CandidateItem, step: int) -> str:
    """Return the item's fields with tabs between them; `short` leaves no tab and no line feed in a text."""
    fields = (
        item.id,
        item.kind,
        item.state,
        f"{item.score:.2f}",
        item.partner or "",
        "".join(_path(line, step) for line in item.lines),
        short(item.text, _TEXT_LIMIT),
        short(item.note, _TEXT_LIMIT),
    )
    return "\t".join(fields)


def _path(line: Line, step: int) -> str:
    """Return the commands of an SVG path (SVG 2, 9.3) along every `step`-th point, relative, as these are shorter."""
    points = list(zip(line[::2], line[1::2], strict=True))
    kept = [*points[:-1:step], points[-1]]
    closed = len(kept) > 2 and kept[0] == kept[-1]
    x, y = kept[0]
    moves = []
    for next_x, next_y in kept[1 : -1 if closed else None] or kept[:1]:
        moves.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(moves).replace(' -', '-')}{'z' if closed else ''}"
