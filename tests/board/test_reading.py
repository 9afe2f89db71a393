"""Broken entries are refused with file and field; links and giants are not read."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_entries import entry, publish, published, samples, small_board, submit

from stem2code_eval.board.reading import read_entries, read_samples
from stem2code_eval.errors import UserError
from stem2code_eval.resources import leaderboard_folder

Change = Callable[[dict[str, Any]], object]


def test_published_come_first_and_every_name_is_unique(tmp_path: Path) -> None:
    found = [listed.slug for listed in read_entries(small_board(tmp_path))]
    assert found == [
        *("published-printed-one", "published-printed-two"),
        *("alpha", "beta", "gamma", "holes", "judged", "reference"),
    ]


def test_the_entries_that_ship_are_whole() -> None:
    found = read_entries(leaderboard_folder() / "entries")
    assert sum(listed.entry.kind == "published" for listed in found) == 29
    for listed in found:
        rows = list(read_samples(listed))
        assert len(rows) == (listed.entry.n if listed.folder else 0)


def test_a_folder_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no entries"):
        read_entries(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.pop("model"), r"entry\.json: model: Field required"),
        (lambda row: row.update(model=7), r"entry\.json: model: .*string"),
        (lambda row: row.update(model="x" * 1_000_000), r"entry\.json: model: .*at most 200"),
        (lambda row: row.update(model=""), r"entry\.json: model: .*at least 1"),
        (lambda row: row.update(badge="published"), r"entry\.json: badge: "),
        (lambda row: row.update(badge="verified"), r"entry\.json: badge: "),
        (lambda row: row.update(kind="other"), r"entry\.json: .*kind"),
        (lambda row: row.update(n="6"), r"entry\.json: n: "),
        (lambda row: row.update(benchmark="../x"), r"entry\.json: benchmark: "),
        (lambda row: row["scores"]["ssim"].update(mean=100.5), r"entry\.json: scores\.ssim\.mean: .*100"),
        (lambda row: row["scores"]["ssim"].update(interval=[1]), r"entry\.json: scores\.ssim\.interval"),
        (lambda row: row["scores"].update({"<b>": {"mean": 1}}), r"entry\.json: scores\.<b>"),
        (lambda row: row.update(scores={}), r"entry\.json: scores: "),
        (lambda row: row["run"].update(dataset_hash="0"), r"entry\.json: run\.dataset_hash: "),
        (lambda row: row["run"].update(date="<script>"), r"entry\.json: run\.date: "),
        (lambda row: row["source"].update(note="x" * 3000), r"entry\.json: source\.note: .*at most 2000"),
        (lambda row: row["source"].update(url="https://x/" + "x" * 3000), r"entry\.json: source\.url: "),
        (lambda row: row["by_subject"]["graphs"].pop("n"), r"entry\.json: by_subject\.graphs\.n: "),
    ],
)
def test_a_broken_entry_is_refused_with_file_and_field(tmp_path: Path, change: Change, said: str) -> None:
    content = entry("openai/x", 50.0)
    change(content)
    submit(tmp_path, "x", content)
    with pytest.raises(UserError, match=said) as caught:
        read_entries(tmp_path)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"kind": "submitted", "n": NaN}', b"\xff\xfe", b"null", b"9" * 5000]
)
def test_what_is_no_json_object_is_refused_with_its_file(tmp_path: Path, text: bytes) -> None:
    place = submit(tmp_path, "x", entry("openai/x", 50.0))
    (place / "entry.json").write_bytes(text)
    with pytest.raises(UserError, match=r"x/entry\.json: "):
        read_entries(tmp_path)


def test_a_broken_published_row_is_refused(tmp_path: Path) -> None:
    content = published("Printed", 50.0)
    content["source"]["arxiv"] = "javascript:alert(1)"
    publish(tmp_path, "printed", content)
    with pytest.raises(UserError, match=r"printed\.json: source\.arxiv: "):
        read_entries(tmp_path)


def test_a_submission_cannot_pass_for_a_published_row_nor_the_reverse(tmp_path: Path) -> None:
    submit(tmp_path / "a", "x", published("Printed", 50.0))
    with pytest.raises(UserError, match="kind"):
        read_entries(tmp_path / "a")
    publish(tmp_path / "b", "x", entry("openai/x", 50.0))
    with pytest.raises(UserError, match="kind"):
        read_entries(tmp_path / "b")
    submit(tmp_path / "c", "published-x", entry("openai/x", 50.0))
    with pytest.raises(UserError, match="kept for published rows"):
        read_entries(tmp_path / "c")


@pytest.mark.parametrize("name", ["Upper", "a b", "a\nb", "\u202egnp", "a" * 101, "-x", "<img>"])
def test_names_that_are_unsafe_in_an_address_are_refused(tmp_path: Path, name: str) -> None:
    submit(tmp_path, name, entry("openai/x", 50.0))
    with pytest.raises(UserError, match="is no name for an entry") as caught:
        read_entries(tmp_path)
    assert "\u202e" not in str(caught.value)


def test_links_are_refused(tmp_path: Path) -> None:
    content = entry("openai/x", 50.0)
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(json.dumps(content))
    place = submit(tmp_path, "x", content)
    (place / "entry.json").unlink()
    (place / "entry.json").symlink_to(elsewhere)
    with pytest.raises(UserError, match="is a link"):
        read_entries(tmp_path)
    (tmp_path / "other" / "submitted").mkdir(parents=True)
    (tmp_path / "other" / "submitted" / "x").symlink_to(place)
    with pytest.raises(UserError, match="is a link"):
        read_entries(tmp_path / "other")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    place = submit(tmp_path, "x", entry("openai/x", 50.0))
    (place / "entry.json").unlink()
    os.mkfifo(place / "entry.json")
    with pytest.raises(UserError, match="no plain file"):
        read_entries(tmp_path)


def test_a_giant_is_not_read(tmp_path: Path) -> None:
    place = submit(tmp_path, "x", entry("openai/x", 50.0))
    with (place / "samples.jsonl").open("wb") as file:
        file.truncate(10_000_000_000)
    (listed,) = read_entries(tmp_path)
    with pytest.raises(UserError, match="10,000,000,000 bytes"):
        list(read_samples(listed))
    with (place / "entry.json").open("wb") as file:
        file.truncate(10_000_000_000)
    with pytest.raises(UserError, match="10,000,000,000 bytes"):
        read_entries(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.pop("outcome"), "line 3: outcome: "),
        (lambda row: row["metrics"].update(ssim=101), r"line 3: metrics\.ssim: "),
        (lambda row: row.update(picture="../../etc/passwd"), "line 3: picture: "),
        (lambda row: row.update(picture="pictures/../x.png"), "line 3: picture: "),
        (lambda row: row.update(id="alone \ud800"), "line 3: Invalid JSON"),
        (lambda row: row.update(picture="x.svg"), "line 3: picture: "),
        (lambda row: row.update(picture="http://127.0.0.1/x.png"), "line 3: picture: "),
    ],
)
def test_a_broken_sample_is_refused_with_line_and_field(tmp_path: Path, change: Change, said: str) -> None:
    rows = samples(50.0)
    change(rows[2])
    submit(tmp_path, "x", entry("openai/x", 50.0), rows)
    (listed,) = read_entries(tmp_path)
    with pytest.raises(UserError, match=rf"samples\.jsonl, {said}"):
        list(read_samples(listed))
