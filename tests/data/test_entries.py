import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stem2code_eval.data.entries import SamplesById
from stem2code_eval.data.task import Task, load_task
from stem2code_eval.hashing import sha256_json
from stem2code_eval.synth.splits import freeze_v1

ROWS: list[dict[str, Any]] = [
    {"id": "drawn", "image": "a.png", "reference_code": "pass", "subject": "x", "level": 2, "source": "s", "note": [1]},
    {"id": "broken"},
    {"id": "program", "reference_code": "import this"},
    {"id": "picture", "image": "a.png"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (20, 20), "red").save(tmp_path / "a.png")
    return write(tmp_path, ROWS)


def write(folder: Path, rows: list[dict[str, Any]]) -> Path:
    (folder / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def load(folder: Path, **more: Any) -> Task:
    return load_task(str(folder), **more)


def test_an_entry_is_the_same_however_it_is_asked_for(folder: Path) -> None:
    entries = load(folder).entries
    every = list(entries)
    assert [entry.id for entry in every] == list(entries.ids) == [row["id"] for row in ROWS]
    assert [entries[at] for at in range(len(entries))] == every
    assert list(entries[1:3]) == every[1:3]
    assert entries[-1] == every[-1]
    assert [entry.content_hash for entry in every] == list(entries.content_hashes)
    assert [entry.sample is None for entry in every] == [False, True, False, False]
    assert every[0].image_sha256 == every[3].image_sha256 is not None
    assert every[2].image_sha256 is None
    with pytest.raises(IndexError):
        entries[4]


def test_the_dataset_hash_is_that_of_the_list_of_the_entries_hashes(folder: Path) -> None:
    task = load(folder)
    assert task.dataset_hash == sha256_json([entry.content_hash for entry in task.entries])
    assert task.dataset_hash_without([0]) == sha256_json(
        ["broken", *(entry.content_hash for entry in task.entries[1:])]
    )


def test_a_part_of_the_entries_is_in_their_order(folder: Path) -> None:
    entries = load(folder).entries
    some = entries.only({"picture", "broken", "program"})
    assert list(some) == list(entries[1:])
    assert some.broken == [0]


def test_samples_are_found_by_id_and_broken_rows_have_none(folder: Path) -> None:
    task = load(folder)
    found = SamplesById(task.entries)
    assert dict(found) == {sample.id: sample for sample in task.samples}
    assert "broken" not in found
    assert len(found) == 3


def test_the_id_that_is_held_is_the_one_that_is_handed_out(folder: Path) -> None:
    entries = load(folder).entries
    assert entries[2].id is entries[2].sample.id is entries.ids[2]


@pytest.mark.parametrize("change", [{"reference_code": "pass "}, {"subject": "y"}, {"image": None}, {"level": "two"}])
def test_a_row_that_was_changed_under_a_run_cannot_be_used(folder: Path, change: dict[str, Any]) -> None:
    task = load(folder)
    before, first = task.dataset_hash, task.entries[2]
    write(folder, [ROWS[0] | change, *ROWS[1:]])
    changed = task.entries[0]
    assert changed.sample is None
    assert changed.problem.startswith(f'{folder / "samples.jsonl"}, line 1, id "drawn": the row was changed while')
    assert task.dataset_hash == before
    write(folder, ROWS)
    assert task.entries[2] == first


def test_a_file_that_was_cut_under_a_run_gives_no_sample(folder: Path) -> None:
    task = load(folder)
    (folder / "samples.jsonl").write_bytes(b"")
    assert list(task.samples) == []
    assert len(list(task.entries)) == 4


def test_a_note_that_was_changed_changes_no_score_and_is_fine(folder: Path) -> None:
    task = load(folder)
    write(folder, [ROWS[0] | {"note": [2]}, *ROWS[1:]])
    assert task.entries[0].sample.extra == {"note": [2]}


def test_a_generated_figure_is_drawn_up_once(tmp_path: Path) -> None:
    task = load(write(tmp_path, freeze_v1([0])[:1]))
    assert task.entries[0] is task.entries[0]
    assert task.entries[0].sample.reference_code
