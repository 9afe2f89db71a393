"""Replayed responses: what a file may hold, and how each fault in it is named."""

import json
from pathlib import Path

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.models.replay import Replay


def _file(folder: Path, content: str | bytes) -> str:
    path = folder / "responses.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return str(path)


def _request(sample_id: str) -> Request:
    return Request(sample_id, "prompt", b"image", "image/png")


async def test_rows_are_found_by_id(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "response": "A", "finish_reason": "length"},
        {"id": "b", "text": "line \u2028 separator", "usage": {"prompt_tokens": 1}, "key": "x"},
        {"id": "c", "response": ""},
        {"id": "d", "response": "lone \ud800 surrogate"},
    ]
    model = Replay(_file(tmp_path, "\n\n".join(json.dumps(row, ensure_ascii=row["id"] != "b") for row in rows)))
    assert await model.generate(_request("a")) == Response("A", "length")
    assert await model.generate(_request("b")) == Response("line \u2028 separator")
    assert await model.generate(_request("c")) == Response("")
    assert await model.generate(_request("d")) == Response("lone \ud800 surrogate")
    await model.close()


async def test_crlf_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    model = Replay(_file(tmp_path, b'\xef\xbb\xbf{"id": "a", "response": "A"}\r\n{"id": "b", "response": "B"}\r\n'))
    assert (await model.generate(_request("b"))).text == "B"


async def test_missing_id_is_a_model_error(tmp_path: Path) -> None:
    model = Replay(_file(tmp_path, '{"id": "a", "response": "A"}'))
    with pytest.raises(ModelError, match=r'responses\.jsonl holds no response with the id "z"'):
        await model.generate(_request("z"))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": "b", "response": "tor', "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        (b'{"id": "b", "response": "\xff"}', "not UTF-8"),
        ('["b", "B"]', "expected a JSON object"),
        ('{"response": "B"}', '"id" must be a text'),
        ('{"id": 7, "response": "B"}', "found a number"),
        ('{"id": "", "response": "B"}', "found an empty text"),
        ('{"id": "b"}', '"text" of "b" must be a text, found nothing'),
        ('{"id": "b", "response": null}', '"response" of "b" must be a text, found nothing'),
        ('{"id": "b", "response": ["B"]}', "found a list"),
        ('{"id": "b", "response": "B", "finish_reason": {}}', '"finish_reason" of "b"'),
        ('{"id": "a", "response": "again"}', '"a" was already on line 1'),
    ],
)
def test_faults_are_named_with_file_and_line(tmp_path: Path, line: str | bytes, complaint: str) -> None:
    data = line if isinstance(line, bytes) else line.encode()
    path = _file(tmp_path, b'{"id": "a", "response": "A"}\n\n' + data + b"\n")
    with pytest.raises(UserError) as caught:
        Replay(path)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert complaint in str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere.jsonl: No such file"):
        Replay(str(tmp_path / "nowhere.jsonl"))
    with pytest.raises(UserError, match="directory"):
        Replay(str(tmp_path))


def test_identity_is_the_content_and_not_the_place(tmp_path: Path) -> None:
    row = '{"id": "a", "response": "A"}\n'
    (tmp_path / "elsewhere").mkdir()
    one = Replay(_file(tmp_path, row))
    same = Replay(_file(tmp_path / "elsewhere", row))
    assert one.identity == same.identity
    assert one.name != same.name
    assert one.identity != Replay(_file(tmp_path, row + "\n")).identity
