import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.data.rows import Row, RowFile
from stem2code_eval.errors import UserError


def write(folder: Path, *lines: str | bytes) -> Path:
    path = folder / "samples.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def read_rows(path: Path) -> list[Row]:
    file = RowFile(path)
    headings = file.headings()
    rows = list(file.rows(heading.place for heading in headings))
    assert [(row.id, row.subject) for row in rows] == [(heading.id, heading.subject) for heading in headings]
    return rows


def test_known_columns_are_read_and_others_carried_along(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "image": "x.png",
        "reference_code": "pass",
        "subject": "optics",
        "level": 2,
        "source": "book",
        "question": "why?",
        "facts": {"n": 1},
    }
    (read,) = read_rows(write(tmp_path, json.dumps(row)))
    assert (read.id, read.image, read.reference_code, read.subject) == ("a", "x.png", "pass", "optics")
    assert (read.level, read.source) == (2, "book")
    assert read.extra == {"question": "why?", "facts": {"n": 1}}
    assert read.problem is None


def test_byte_order_mark_blank_lines_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, b'\xef\xbb\xbf{"id": "a"}\r', b"", b"  \r", b'{"id": 7}'))
    assert [(row.id, row.where.rsplit(", ", 1)[1]) for row in rows] == [("a", "line 1"), ("7", "line 4")]
    assert [row.problem for row in rows] == [None, None]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "b"', "the line is not JSON"),
        (b'{"id": "\xff"}', "the line is not UTF-8"),
        ("[1]", "not a JSON object"),
        ('{"image": "x.png"}', 'the row has no "id"'),
        ('{"id": null}', 'the row has no "id"'),
        ('{"id": true}', 'the row has no "id"'),
        ('{"id": "b", "image": 3}', 'id "b": "image" is not a string'),
        ('{"id": "b", "subject": ["x"]}', 'id "b": "subject" is not a string'),
        ('{"id": "b", "level": "hard"}', 'id "b": "level" is not a whole number'),
        ("[" * 100_000, "the line is not JSON"),
    ],
)
def test_a_broken_line_stays_as_a_row_with_file_and_line(tmp_path: Path, line: str | bytes, said: str) -> None:
    path = write(tmp_path, '{"id": "a"}', line, '{"id": "c"}')
    rows = read_rows(path)
    assert len(rows) == 3
    assert f"{path}, line 2" in rows[1].problem
    assert said in rows[1].problem
    assert [rows[0].problem, rows[2].problem] == [None, None]


def test_rows_are_read_from_any_place_in_any_order(tmp_path: Path) -> None:
    file = RowFile(write(tmp_path, b'\xef\xbb\xbf{"id": "a"}', "", '{"id": "\u00fc"}\r', "{", '{"id": "last"}'))
    places = [heading.place for heading in file.headings()]
    assert [place.line for place in places] == [1, 3, 4, 5]
    assert [row.id for row in file.rows([places[3], places[0], places[0], places[1]])] == ["last", "a", "a", "\u00fc"]


def test_one_id_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": "a"}', '{"id": "b"}', '{"id": "a"}')
    with pytest.raises(UserError, match=r'"a" is used twice: .*line 1, and .*line 3'):
        read_rows(path)


def test_a_missing_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"Cannot read .*No such file"):
        read_rows(tmp_path / "none.jsonl")
    with pytest.raises(UserError, match="holds no row"):
        read_rows(write(tmp_path, "", " "))


@given(st.binary(max_size=60).filter(lambda data: b"\n" not in data))
def test_any_bytes_in_a_line_lose_no_other_line(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write(tmp_path_factory.mktemp("any"), b'{"id": "first"}', data, b'{"id": "last"}')
    rows = read_rows(path)
    assert rows[0].id == "first"
    assert rows[-1].id == "last"
    assert len(rows) == 2 + bool(data.strip())
