"""An element list is untrusted: whatever is not exactly one is refused."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stem2code_eval.figure.elements.schema import BadElements, check_elements, read_elements

PATH = {"kind": "paths", "group": 0, "points": [0, 0, 16, 16], "pieces": [2], "edge": ["000000ff"], "width": [2.0]}
MARKERS = {"kind": "markers", "group": 0, "points": [0, 0, 16, 16], "pieces": [-2], "at": [0, 0, 160, 160]}
TEXT = {"kind": "text", "group": 0, "text": "A", "size": 20.0, "ink": "000000ff", "box": [0, 0, 16, 0, 16, 16, 0, 16]}
IMAGE = {"kind": "image", "group": 0, "how": "image", "box": [0, 0, 160, 160]}
LIST = {
    "schema": 1, "width": 40, "height": 30, "dpi": 150.0, "scale": 16, "paper": "ffffffff", "cut": 0,
    "groups": ["figure"], "clips": [], "elements": [PATH, MARKERS, TEXT, IMAGE],
}  # fmt: skip


def encoded(**changes):
    return json.dumps(LIST | changes).encode()


def test_a_sound_list_is_read():
    listed = read_elements(encoded())
    assert [element.kind for element in listed.elements] == ["paths", "markers", "text", "image"]
    check_elements(encoded(), 40, 30)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"NaN",
        encoded(schema=2), encoded(width=0), encoded(width=40.5), encoded(width="40"), encoded(scale=8),
        encoded(extra=1), encoded(paper="white"), encoded(cut=-1), encoded(groups=[]), encoded(dpi=0),
        encoded(elements=[PATH | {"points": [0, 0, 16]}]), encoded(elements=[PATH | {"points": [0.5, 0, 16, 16]}]),
        encoded(elements=[PATH | {"points": [0, 0, 1 << 40, 16]}]), encoded(elements=[PATH | {"pieces": [3]}]),
        encoded(elements=[PATH | {"items": [2]}]), encoded(elements=[PATH | {"edge": ["black"]}]),
        encoded(elements=[PATH | {"edge": []}]), encoded(elements=[PATH | {"width": [-1.0]}]),
        encoded(elements=[PATH | {"kind": "line"}]), encoded(elements=[PATH | {"group": 1}]),
        encoded(elements=[PATH | {"clip": 0, "group": 5}]), encoded(elements=[PATH | {"clip": 3}]),
        encoded(elements=[PATH | {"label": "A"}]), encoded(elements=[TEXT | {"text": "A" * 501}]),
        encoded(elements=[TEXT | {"box": [0, 0]}]), encoded(elements=[MARKERS | {"at": [1]}]),
        encoded(elements=[IMAGE | {"how": "magic"}]),
        json.dumps(LIST).replace("20.0", "Infinity").encode(), json.dumps(LIST).replace("20.0", "1e999").encode(),
    ],
)  # fmt: skip
def test_anything_else_is_refused(data):
    with pytest.raises(BadElements):
        read_elements(data)


def test_a_list_of_another_picture_is_refused():
    with pytest.raises(BadElements, match="40 x 30"):
        check_elements(encoded(), 41, 30)


small = st.none() | st.booleans() | st.integers() | st.text(max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(small | st.lists(small | st.lists(small, max_size=3), max_size=3))
def test_no_value_in_any_place_does_more_than_be_refused(value):
    for field in LIST:
        changed = copy.deepcopy(LIST)
        changed[field] = value
        try:
            read_elements(json.dumps(changed).encode())
        except BadElements:
            continue
