import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.sandbox.runner import frames

HEADERS = st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.booleans()), max_size=5)


def reader(data: bytes):
    stream = io.BytesIO(data)

    def read_exactly(size: int) -> bytes:
        chunk = stream.read(size)
        if len(chunk) != size:
            raise EOFError
        return chunk

    return read_exactly


@given(HEADERS, st.binary(max_size=300))
def test_round_trip(header, payload):
    assert frames.read(reader(frames.encode(header, payload)), 300) == (header, payload)


@given(HEADERS, st.binary(max_size=50), st.binary(max_size=50))
def test_decode_says_how_much_it_used(header, payload, behind):
    data = frames.encode(header, payload)
    assert frames.decode(data + behind, 50) == (header, payload, len(data))


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data):
    try:
        header, payload, used = frames.decode(data, 100)
    except frames.FrameError:
        return
    assert isinstance(header, dict)
    assert len(payload) <= 100
    assert used <= len(data)


@given(HEADERS, st.binary(max_size=50), st.data())
def test_a_cut_frame_is_refused(header, payload, data):
    frame = frames.encode(header, payload)
    cut = data.draw(st.integers(0, len(frame) - 1))
    with pytest.raises(frames.FrameError):
        frames.decode(frame[:cut], 50)


def test_lengths_are_checked_before_anything_is_read():
    asked = []

    def read_exactly(size: int) -> bytes:
        asked.append(size)
        return frames.PREFIX.pack(10, 1 << 31)

    with pytest.raises(frames.FrameError):
        frames.read(read_exactly, 1 << 20)
    assert asked == [frames.PREFIX.size]
