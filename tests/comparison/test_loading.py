"""A run folder or a file that cannot be trusted is refused in one sentence, and never changed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from made_runs import failed, lost, row, rows_of, scores, write_run

from stem2code_eval.comparison.load import load
from stem2code_eval.errors import UserError


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "run", [*rows_of(scores(12)), failed("f", "timeout")])


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text()
    after = change(before)
    assert after != before
    path.write_text(after)


def test_a_run_is_read_whole_and_left_as_it_was(run: Path) -> None:
    before = {path: path.read_bytes() for path in run.iterdir()}
    found = load(run)
    assert (len(found.answers), found.model, found.unfinished) == (13, "openai/some-model", "")
    assert found.metrics == ("exec_rate", "elements", "pixel")
    assert {path: path.read_bytes() for path in run.iterdir()} == before


def test_a_run_can_be_read_where_nothing_can_be_written(run: Path) -> None:
    for path in (*run.iterdir(), run):
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert len(load(run).answers) == 13
    assert not (run / ".lock").exists()


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("scores.jsonl", lambda text: text.replace('"elements": ', '"elements": NaN, "x": ', 1), "NaN is no number"),
        ("scores.jsonl", lambda text: text.replace('"elements": ', '"elements": 1e999, "x": ', 1), "metrics.elements"),
        ("scores.jsonl", lambda text: text.replace('"elements": ', '"elements": 101, "x": ', 1), "metrics.elements"),
        ("scores.jsonl", lambda text: text.replace('"elements": ', '"elements": "9", "x": ', 1), "metrics.elements"),
        ("scores.jsonl", lambda text: text.replace('"ok"', '"okay"', 1), 'unknown outcome "okay"'),
        ("scores.jsonl", lambda text: text.replace('"subject": "subject 0", ', "", 1), "subject: field required"),
        ("scores.jsonl", lambda text: text.replace('"k"}', '"k"', 1), "not valid JSON"),
        ("scores.jsonl", lambda text: "[]\n" + text, "not a JSON object"),
        (
            "scores.jsonl",
            lambda text: text.replace('"elements": ', '"elements": 3.0, "x": ', 1),
            "does not give the elements",
        ),
        ("scores.jsonl", lambda text: text.partition("\n")[2], "does not give the n, outcomes, "),
        ("results.json", lambda text: text.replace('"n": 13', '"n": 12', 1), "does not give the n of results.json"),
        ("run.json", lambda text: text.replace('"format": 1', '"format": 2'), "format 2, and this version reads 1"),
        ("run.json", lambda text: text.replace('"dataset_hash"', '"hash"'), "task.dataset_hash: field required"),
        ("run.json", lambda text: text.replace('"n": 13', '"n": 12'), "rows of 13 figures, and its manifest says 12"),
        ("run.json", lambda text: text[:-9], "Cannot read"),
    ],
)
def test_a_damaged_or_edited_file_is_named(run: Path, file: str, change: Callable[[str], str], said: str) -> None:
    edit(run / file, change)
    with pytest.raises(UserError) as caught:
        load(run)
    assert said in str(caught.value)
    assert str(run) in str(caught.value)
    assert int(caught.value.exit_code) == 2


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.write_text("hello"), lambda path: None])
def test_what_is_no_run_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "thing")
    with pytest.raises(UserError, match=r"not a run folder|neither a run folder|There is no"):
        load(tmp_path / "thing")


def test_a_torn_last_line_is_a_run_that_was_cut_off(run: Path) -> None:
    edit(run / "scores.jsonl", lambda text: text[:-20])
    found = load(run)
    assert "ends in the middle of a line" in found.unfinished
    assert len(found.answers) == 12


@pytest.mark.parametrize("how", ["no end", "no results", "no scores"])
def test_a_run_without_an_end_is_unfinished(run: Path, how: str) -> None:
    if how == "no end":
        edit(run / "run.json", lambda text: json.dumps(json.loads(text) | {"end": None}))
    else:
        (run / "results.json").unlink()
    if how == "no scores":
        (run / "scores.jsonl").unlink()
    assert "has not come to its end" in load(run).unfinished


def test_the_newest_row_of_an_answer_counts_as_in_a_run(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [row("a", 50.0), row("b", 70.0)])
    scores_file = run / "scores.jsonl"
    scores_file.write_text(json.dumps(lost("a")) + "\n" + scores_file.read_text())
    assert [(answer.id, answer.has_result) for answer in load(run).answers] == [("a", True), ("b", True)]
