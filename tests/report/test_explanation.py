import json
from typing import Any

import pytest
from explained_runs import explanation, hostile, item, triangle

from stem2code_eval.report.explanation import BrokenExplanation, read_explanation


def encoded(content: Any) -> bytes:
    return json.dumps(content).encode()


def changed(**fields: Any) -> bytes:
    """Return an explanation whose only reference item has other fields."""
    return encoded(explanation([{**item("r0", "matched", [[0, 0, 9, 9]]), **fields}], []))


def test_an_explanation_is_read_whole() -> None:
    found = read_explanation(encoded(triangle()))
    assert (found.version, found.reference.width, found.candidate.height) == (1, 960, 720)
    label = found.reference.items[5]
    assert (label.id, label.kind, label.state, label.partner) == ("r5", "text", "mislabelled", "c4")
    assert (label.text, label.note, label.score) == ("B", "says “D” there", 0.2)
    assert found.candidate.items[6].lines == [[285, 340, 565, 340]]


def test_no_items_and_columns_of_a_newer_version_are_fine() -> None:
    assert read_explanation(encoded({**explanation([], []), "more": 1})).reference.items == []
    assert read_explanation(changed(more=[1], text=None, score=1)).reference.items[0].text is None


def test_texts_are_taken_as_they_are() -> None:
    found = read_explanation(encoded(hostile()))
    assert [each.text for each in found.reference.items] == [each["text"] for each in hostile()["reference"]["items"]]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "c0"}, r"reference\.items\.0\.id: "),
        ({"id": "r0\n"}, "id"),
        ({"id": "r٣"}, "id"),
        ({"id": 5}, "id"),
        ({"kind": "script"}, "kind"),
        ({"state": "extra"}, "state"),
        ({"score": 1.1}, "score"),
        ({"score": "1"}, "score"),
        ({"partner": "r1"}, "partner"),
        ({"lines": [[1, 2, 3]]}, "a line has an x without its y"),
        ({"lines": [[]]}, "lines"),
        ({"lines": [[0.5, 1]]}, "lines"),
        ({"lines": [["0", "1"]]}, "lines"),
        ({"lines": [[True, 1]]}, "lines"),
        ({"lines": [[10**9, 1]]}, "lines"),
        ({"lines": "M0 0"}, "lines"),
        ({"text": ["a"]}, "text"),
        ({"note": None}, "note"),
    ],
)
def test_items_of_another_form_are_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(BrokenExplanation, match=said):
        read_explanation(changed(**fields))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"[" * 100_000,
        encoded({**triangle(), "schema": 2}),
        encoded({**triangle(), "schema": "1"}),
        encoded({**triangle(), "candidate": None}),
        encoded(explanation([], [], (0, 720))),
        encoded(explanation([], [], (10**9, 720))),
        encoded(explanation([], [item("c1", "extra", []), item("c1", "extra", [])])),
        encoded(explanation([], [item("c1", "missing", [])])),
        encoded(triangle()).replace(b"0.31", b"NaN"),
        encoded(triangle())[:-9],
    ],
)
def test_what_is_no_explanation_is_refused_in_a_line(data: bytes) -> None:
    with pytest.raises(BrokenExplanation) as caught:
        read_explanation(data)
    assert 5 < len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)
