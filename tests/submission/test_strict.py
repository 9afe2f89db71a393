"""JSON made to be read differently by different readers, or not to end: refused with a sentence that says where."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from forging import read, write
from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.errors import IncomparableError
from stem2code_eval.submission.bundle import open_bundle
from stem2code_eval.submission.findings import BundleError
from stem2code_eval.submission.strict import _parsed

pytestmark = pytest.mark.usefixtures("nothing_left")
LINE = b'{"id": "same", "text": "x", "finish_reason": null}\n'
FILES: dict[str, tuple[str, bytes, str]] = {
    "not UTF-8": (
        "responses.jsonl",
        LINE.replace(b'"x"', b'"\xff"'),
        "responses.jsonl, line 1: it is not UTF-8 (byte 24)",
    ),
    "deep nesting": ("results.json", b"[" * 200_000 + b"]" * 200_000, "results.json: the JSON is nested too deeply"),
    "a huge whole number": ("run.json", b'{"seed": ' + b"9" * 5000 + b"}", "a whole number of 5000 digits"),
    "a huge number": ("results.json", b'{"n": 1e999}', "a number too large to be one"),
    "a seed below 0": ("run.json", b"", "run.json: seed: Input should be greater than or equal to 0"),
    "NaN": ("results.json", b'{"n": NaN}', "NaN is no number of JSON"),
    "Infinity": ("results.json", b'{"n": -Infinity}', "-Infinity is no number of JSON"),
    "a name twice": ("responses.jsonl", LINE.replace(b"{", b'{"text": "y", '), "a name occurs twice"),
    "no object": ("results.json", b"[]", "results.json is not a JSON object"),
    "no JSON": ("responses.jsonl", b"text\n", "responses.jsonl, line 1: it is not JSON"),
    "a cut line": ("responses.jsonl", LINE[:-1], "responses.jsonl, line 1: the line has no end"),
    "a name too many": (
        "responses.jsonl",
        LINE.replace(b"{", b'{"x": 1, '),
        "line 1: x: Extra inputs are not permitted",
    ),
    "a name too few": ("responses.jsonl", b'{"id": "same"}\n', "line 1: text: Field required"),
    "another type": ("responses.jsonl", LINE.replace(b'"x"', b"1"), "line 1: text: not a text"),
    "a truth as a number": (
        "scores.jsonl",
        b'{"id": "a", "subject": "s", "level": null, "source": null, "outcome": "ok", "flags": [], "covered": true, '
        b'"metrics": {"pixel": true}}\n',
        "metrics.pixel",
    ),
    "a score above 100": (
        "scores.jsonl",
        b'{"id": "a", "subject": "s", "level": null, "source": null, "outcome": "ok", "flags": [], "covered": true, '
        b'"metrics": {"pixel": 100.5}}\n',
        "metrics.pixel: Input should be less than or equal to 100",
    ),
    "an outcome that there is not": (
        "renders.jsonl",
        b'{"id": "a", "outcome": "fine", "flags": [], "image": null, "elements": null, "program": null, '
        b'"extraction": ""}\n',
        "outcome: not an outcome",
    ),
    "a picture outside": (
        "renders.jsonl",
        b'{"id": "a", "outcome": "ok", "flags": [], "image": "../../etc/passwd", "elements": null, "program": null, '
        b'"extraction": ""}\n',
        "image: not the name of a blob",
    ),
    "too many rows": ("responses.jsonl", LINE * 100_001, "responses.jsonl has more than 100000 rows"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_refused_with_its_place(name: str, bundle: Path, tmp_path: Path) -> None:
    file, data, says = FILES[name]
    pages = read(bundle)
    pages[file] = data or json.dumps({**pages.value(file), "seed": -1}).encode()
    with pytest.raises(BundleError) as refused, open_bundle(write(tmp_path / "strange.zip", pages)):
        pass
    assert says in str(refused.value)


def test_a_row_that_never_ends_is_refused(bundle: Path, tmp_path: Path) -> None:
    pages = read(bundle)
    pages["responses.jsonl"] = LINE.replace(b'"x"', b'"' + b"x" * (17 * 2**20) + b'"')
    with pytest.raises(BundleError, match="line 1: it has more than 16777216 bytes"):
        open_bundle(write(tmp_path / "long.zip", pages)).__enter__()


def test_a_bundle_of_another_version_cannot_be_compared(bundle: Path, tmp_path: Path) -> None:
    from stem2code_eval.submission.zipped import write_zip

    pages = read(bundle)
    pages.change("bundle.json", lambda value: value.update(format=2))
    write_zip(tmp_path / "newer.zip", pages.items())
    with pytest.raises(IncomparableError, match="the format 2 and this version reads 1"):
        open_bundle(tmp_path / "newer.zip").__enter__()


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_json_or_refused(data: bytes) -> None:
    with suppress(BundleError):
        _parsed(data, "file")
