"""Streams cut into pieces anywhere say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.models import sse
from stem2code_eval.models.sse import Event, EventReader, EventTooLongError

LINES = st.sampled_from(
    [
        b"data: a",
        b"data:b",
        b"data",
        b"data:  two",
        b": note",
        b"event: error",
        b"id: 3",
        b"",
        b"x: y",
        "data: é\u2028".encode(),
    ]
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])


def read(pieces: list[bytes]) -> list[Event]:
    reader = EventReader()
    events = [event for piece in pieces for event in reader.feed(piece)]
    return events + list(reader.finish())


@given(st.lists(LINES, max_size=12), ENDS, st.lists(st.integers(1, 9), max_size=40))
def test_pieces_of_any_size_give_the_same_events(lines: list[bytes], end: bytes, sizes: list[int]) -> None:
    whole = b"".join(line + end for line in lines)
    pieces, at = [], 0
    for size in sizes:
        pieces.append(whole[at : at + size])
        at += size
    assert read([*pieces, whole[at:]]) == read([line + b"\n" for line in lines]) == read([whole])


@given(st.lists(st.tuples(LINES, ENDS), max_size=12), st.lists(st.integers(1, 3), max_size=60))
def test_ends_of_lines_may_be_of_all_kinds_at_once(lines: list[tuple[bytes, bytes]], sizes: list[int]) -> None:
    whole = b"".join(line + end for line, end in lines)
    pieces, at = [], 0
    for size in sizes:
        pieces.append(whole[at : at + size])
        at += size
    assert read([*pieces, whole[at:]]) == read([whole])


def test_an_empty_line_after_an_end_that_came_in_two_pieces_is_seen() -> None:
    events = [Event(b"", b"a"), Event(b"", b"b")]
    assert read([b"data: a\r", b"\n", b"", b"\n", b"data: b\n\n"]) == events


def test_events_are_what_stands_between_empty_lines() -> None:
    text = b": hello\nevent: error\ndata: one\ndata: two\n\n\n\ndata: [DONE]"
    assert read([text]) == [Event(b"error", b"one\ntwo"), Event(b"", b"[DONE]")]


@pytest.mark.parametrize("text", [b"data: " + b"x" * 100, b"data: x\n" * 30, b":" * 100])
def test_an_event_without_end_is_refused(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT", 50)
    with pytest.raises(EventTooLongError):
        read([text[:30], text[30:]])
