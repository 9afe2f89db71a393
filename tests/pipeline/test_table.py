import json
import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.places import Names
from stem2code_eval.pipeline.records import ResponseRow
from stem2code_eval.pipeline.table import Table

IDS = ["a", "b", "c\n", "\ud800", "ü"]


def row(name: str, text: str) -> ResponseRow:
    return ResponseRow(name, text, "stop", None, None, 0.0, {}, f"key of {text}")


def open_table(path: Path, warnings: list[str] | None = None) -> Table[ResponseRow]:
    return Table(path, ResponseRow.from_json, (warnings if warnings is not None else []).append)


def content(table: Table[ResponseRow]) -> dict[str, str]:
    return {each.id: each.text for each in table.rows()}


texts = st.text(max_size=20) | st.just("\ud800 \x00 \u2028 \n \r")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.sampled_from(IDS), texts),
        st.tuples(st.just("torn"), st.sampled_from(IDS), st.integers(1, 200)),
        st.tuples(st.just("garbage"), st.sampled_from(["{", "[]", "5", "{}", "", '{"id": []}', "\x00"]), st.none()),
        st.tuples(st.just("reopen"), st.none(), st.none()),
        st.tuples(st.just("compact"), st.permutations(IDS), st.none()),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_any_history_of_appends_crashes_and_compactions_keeps_the_newest_rows(history: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.jsonl"
        table = open_table(path)
        expected: dict[str, str] = {}
        for step, what, value in history:
            if step == "append":
                table.append(row(what, value))
                expected[what] = value
            elif step == "compact":
                table.compact(what)
            else:
                table.close()
                if step == "torn":
                    whole = json.dumps(row(what, "never finished").to_json()).encode()
                    path.open("ab").write(whole[:value])
                elif step == "garbage":
                    path.open("ab").write(what.encode() + b"\n")
                table = open_table(path)
            assert content(table) == expected
        table.compact(IDS)
        table.close()

        plain_path = Path(folder) / "plain.jsonl"
        plain = open_table(plain_path)
        for name in IDS:
            if name in expected:
                plain.append(row(name, expected[name]))
        plain.close()
        assert path.read_bytes() == plain_path.read_bytes()
        assert sorted(os.listdir(folder)) == ["plain.jsonl", "t.jsonl"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400))
def test_cut_at_any_byte_only_whole_rows_remain_and_the_file_goes_on(cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.jsonl"
        table = open_table(path)
        for name in ("a", "b"):
            table.append(row(name, "text"))
        table.close()
        whole = path.read_bytes()
        path.write_bytes(whole[:cut])

        warnings: list[str] = []
        table = open_table(path, warnings)
        assert table.ids() == ["a", "b"][: whole[:cut].count(b"\n")]
        assert bool(warnings) == (not whole[:cut].endswith(b"\n") and cut > 0)
        table.append(row("z", "after"))
        table.close()
        assert open_table(path).ids()[-1] == "z"


def test_a_torn_last_line_is_named_in_the_warning(tmp_path: Path) -> None:
    path = tmp_path / "responses.jsonl"
    path.write_bytes(b'{"id": "a", "te')
    warnings: list[str] = []
    open_table(path, warnings)
    assert warnings == [f"{path}: the last line was cut off by a crash; dropped it."]
    assert path.read_bytes() == b""


def test_a_damaged_line_in_the_middle_is_named_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "responses.jsonl"
    table = open_table(path)
    table.append(row("a", "1"))
    table.close()
    path.open("ab").write(b"\x00\x00\n")
    table = open_table(path, warnings := [])
    table.append(row("b", "2"))
    assert content(table) == {"a": "1", "b": "2"}
    assert "line 2" in warnings[0]


def test_compacting_forgets_the_rows_of_other_ids_and_they_may_come_again(tmp_path: Path) -> None:
    table = open_table(tmp_path / "t.jsonl")
    for name in ("a", "b", "c"):
        table.append(row(name, f"first {name}"))
    table.compact(["c", "none", "a"])
    assert table.ids() == ["c", "a"]
    assert table.get("b") is None
    table.append(row("b", "second b"))
    table.append(row("c", "second c"))
    expected = {"c": "second c", "a": "first a", "b": "second b"}
    assert content(table) == content(open_table(table.path)) == expected
    assert table.ids() == list(expected)


def test_a_disk_that_is_full_when_compacting_leaves_every_row_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = open_table(tmp_path / "t.jsonl")
    for name in ("a", "b"):
        table.append(row(name, name))

    def full(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UserError, match="No space left"):
        table.compact(["b"])
    assert content(table) == {"a": "a", "b": "b"}
    assert os.listdir(tmp_path) == ["t.jsonl"]


def test_tables_that_share_names_keep_their_own_rows_and_orders(tmp_path: Path) -> None:
    names = Names()
    one, two = (Table(tmp_path / f"{at}.jsonl", ResponseRow.from_json, print, names) for at in (1, 2))
    for table, order in ((one, "abc"), (two, "cxa")):
        for name in order:
            table.append(row(name, f"{name} of {table.path.stem}"))
    assert (one.ids(), two.ids()) == (["a", "b", "c"], ["c", "x", "a"])
    two.compact(["x", "c"])
    assert content(one) == {name: f"{name} of 1" for name in "abc"}
    assert content(two) == {"x": "x of 2", "c": "c of 2"}


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = open_table(tmp_path / "t.jsonl")
    table.append(row("a", "1"))
    before = table.path.read_bytes()
    real_write = os.write

    def half_then_full(file: int, data: bytes) -> int:
        if len(data) > 10:
            return real_write(file, bytes(data[:10]))
        raise OSError(28, "No space left on device")

    def full(file: int, data: bytes) -> int:
        if len(data) < len(before):
            raise OSError(28, "No space left on device")
        return real_write(file, bytes(data[:10]))

    for broken in (half_then_full, full):
        monkeypatch.setattr(os, "write", broken)
        with pytest.raises(UserError, match=r"t\.jsonl: No space left"):
            table.append(row("b", "2"))
        assert table.path.read_bytes() == before
    monkeypatch.setattr(os, "write", real_write)
    table.append(row("b", "2"))
    assert content(table) == {"a": "1", "b": "2"}


def test_appending_is_on_the_disk_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = open_table(tmp_path / "t.jsonl")
    synced: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(table.path.read_bytes()))
    table.append(row("a", "1"))
    assert synced == [table.path.read_bytes()]
    assert synced[0].endswith(b"\n")


def test_a_reader_does_not_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = open_table(tmp_path / "t.jsonl")
    table.append(row("a", "stored"))
    syncing, synced, fsync = threading.Event(), threading.Event(), os.fsync

    def slow(file: int) -> None:
        syncing.set()
        assert synced.wait(30)
        fsync(file)

    monkeypatch.setattr(os, "fsync", slow)
    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(table.append, row("b", "on its way"))
        assert syncing.wait(30)
        reading = threads.submit(lambda: (table.get("a"), table.get("b")))
        try:
            found = reading.result(10)
        finally:
            synced.set()
        writing.result(30)
    assert found == (row("a", "stored"), None)
    assert table.get("b") == row("b", "on its way")
