"""An exported file stands for its run: the same verdict, whatever the texts in it, and nothing after a change."""

import csv
import json
import math
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_runs import failed, lost, row, rows_of, scores, write_run
from report_runs import NAUGHTY

from stem2code_eval.comparison.exports.write import FORMATS, export
from stem2code_eval.comparison.load import load
from stem2code_eval.errors import IncompleteError, UserError

HOSTILE = [text for name, text in NAUGHTY.items() if name != "surrogate"]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'quoted", "''", "'", "", " =1", "plain"]
ALL = sorted(FORMATS)


def exported(run: Path, form: str, folder: Path) -> Path:
    export(run, form, folder / f"run.{form}")
    return folder / f"run.{form}"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    texts = [*HOSTILE, *FORMULAS]
    rows = [
        row(f"{at}{text}", at / 3, subject=text, source=text, message=text, flags=[text])
        for at, text in enumerate(texts)
    ]
    rows += [row(text, 5e-324, level=None) for text in FORMULAS]
    return write_run(tmp_path / "run", [*rows, failed("f", "timeout"), lost("l"), *rows_of(scores(30))])


@pytest.mark.parametrize("form", ALL)
def test_what_is_read_back_is_what_the_run_has(run: Path, tmp_path: Path, form: str) -> None:
    there, back = load(run), load(exported(run, form, tmp_path))
    assert back == replace(there, name=back.name, folder=None)
    assert exported(tmp_path / f"run.{form}", form, tmp_path).read_bytes()


@pytest.mark.parametrize("form", ALL)
def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path, form: str) -> None:
    first = exported(run, form, tmp_path).read_bytes()
    assert exported(run, form, tmp_path).read_bytes() == first


@pytest.mark.parametrize("form", ALL)
@settings(max_examples=40, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    value=st.floats(0, 100, allow_nan=False) | st.none(),
)
def test_any_text_and_number_comes_back(form: str, text: str, value: float | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = write_run(
            folder / "run", [row(f"x{text}", value, subject=text, source=text, message=text), row(text, 1.0)]
        )
        assert load(exported(run, form, folder)).answers == load(run).answers


@pytest.mark.parametrize("form", ALL)
def test_long_texts_come_back(tmp_path: Path, form: str) -> None:
    run = write_run(tmp_path / "run", [row("a", 10.0, message="x" * 200_000, level=2**53)])
    assert load(exported(run, form, tmp_path)).answers == load(run).answers


@pytest.mark.parametrize("form", ALL)
def test_repeats_come_back(tmp_path: Path, form: str) -> None:
    run = write_run(tmp_path / "run", [row("a", 10.0, repeat=at) for at in range(3)], repeats=3)
    back = load(exported(run, form, tmp_path))
    assert [answer.repeat for answer in back.answers] == [0, 1, 2]
    assert back.repeats == 3


@pytest.mark.parametrize("form", ALL)
def test_a_file_that_was_cut_off_anywhere_is_refused(tmp_path: Path, form: str) -> None:
    data = exported(write_run(tmp_path / "run", rows_of(scores(4))), form, tmp_path).read_bytes()
    cut = tmp_path / "cut"
    for size in range(0, len(data.rstrip()), max(1, len(data) // 60)):
        cut.write_bytes(data[:size])
        with pytest.raises(UserError):
            load(cut)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_edited_number_a_lost_row_and_an_edited_manifest_are_refused(run: Path, tmp_path: Path, form: str) -> None:
    file = exported(run, form, tmp_path)
    whole = file.read_text()
    lines = whole.splitlines(keepends=True)
    for edited in ("".join(lines[:-1]), whole + lines[-1], whole.replace('"temperature":0', '"temperature":1')):
        assert edited != whole
        file.write_text(edited)
        with pytest.raises(UserError, match="edited or cut off"):
            load(file)
    value = load(run).answers[-1].metrics["elements"]
    file.write_text(whole.replace(repr(value), "99.5"))
    assert file.read_text() != whole
    with pytest.raises(UserError, match="edited or cut off"):
        load(file)


def test_an_edited_parquet_file_is_refused(run: Path, tmp_path: Path) -> None:
    import pyarrow.parquet

    file = exported(run, "parquet", tmp_path)
    table = pyarrow.parquet.read_table(file)
    pyarrow.parquet.write_table(table.slice(0, table.num_rows - 1), file)
    with pytest.raises(UserError, match="edited or cut off"):
        load(file)
    pyarrow.parquet.write_table(table.replace_schema_metadata({}), file)
    with pytest.raises(UserError, match="not a file that `stem2code-eval export` wrote"):
        load(file)


@pytest.mark.parametrize("form", ALL)
def test_not_a_number_is_refused_also_with_a_matching_checksum(tmp_path: Path, form: str) -> None:
    from stem2code_eval.comparison.exports import form as shape

    recording = load(write_run(tmp_path / "run", rows_of(scores(4))))
    rows = shape.rows_of(recording)
    head = shape.head_of(recording, rows)
    rows[0]["metrics.elements"] = math.nan
    file = tmp_path / "file"
    if form == "jsonl":
        file.write_text("\n".join([head, *map(json.dumps, rows)]) + "\n")
    else:
        FORMATS[form](file, head, rows, shape.columns(recording.metrics))
    with pytest.raises(UserError, match=r"edited or cut off|NaN is no number"):
        load(file)


def test_no_cell_of_a_csv_file_is_a_formula(run: Path, tmp_path: Path) -> None:
    with exported(run, "csv", tmp_path).open(newline="") as file:
        assert next(file).startswith("# {")
        cells = [cell for line in csv.reader(file) for cell in line]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_data_frames_read_the_files_as_they_are(tmp_path: Path) -> None:
    import pandas

    run = write_run(tmp_path / "run", rows_of(scores(30)))
    by_csv = pandas.read_csv(exported(run, "csv", tmp_path), skiprows=1)
    by_parquet = pandas.read_parquet(exported(run, "parquet", tmp_path))
    assert list(by_csv.columns) == list(by_parquet.columns)
    assert by_csv["metrics.elements"].mean() == pytest.approx(by_parquet["metrics.elements"].mean(), abs=1e-12)
    assert by_parquet["metrics.elements"].tolist() == [answer.metrics["elements"] for answer in load(run).answers]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_half_a_character_is_refused_where_it_cannot_be_written(tmp_path: Path, form: str) -> None:
    run = write_run(tmp_path / "run", [row("\ud800", 1.0)])
    with pytest.raises(UserError, match="use --format jsonl"):
        exported(run, form, tmp_path)
    assert load(exported(run, "jsonl", tmp_path)).answers == load(run).answers


def test_without_pyarrow_parquet_says_how_to_get_it(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = exported(run, "parquet", tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for deed in (lambda: exported(run, "parquet", tmp_path), lambda: load(file)):
        with pytest.raises(UserError, match=r"pip install 'stem2code-eval\[export\]'"):
            deed()
    assert load(exported(run, "csv", tmp_path)).answers == load(run).answers


def test_an_unfinished_run_is_not_exported(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", rows_of(scores(4)), end=None)
    with pytest.raises(IncompleteError, match="not come to its end"):
        export(run, "jsonl", tmp_path / "out")


def test_a_file_that_nobody_named_is_not_replaced(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("run.jsonl").write_text("answers")
    with pytest.raises(UserError, match=r"There is a run\.jsonl already"):
        export(run, "jsonl", None)
    assert Path("run.jsonl").read_text() == "answers"
    export(run, "csv", None)
    assert load(Path("run.csv")).answers == load(run).answers


def test_an_unknown_format_gets_the_nearest(run: Path) -> None:
    with pytest.raises(UserError, match='Did you mean "parquet"'):
        export(run, "parket", None)


def test_averages_of_the_papers_protocol_come_back(tmp_path: Path) -> None:
    judged = row("a", None, metrics={"exec_rate": 100.0, "image_score": 40.0, "code_score": 60.0})
    about = {"judges": ["openai/j"]}
    run = write_run(
        tmp_path / "run", [judged], protocol="paper", metrics={}, judges={"image_score": about, "code_score": about}
    )
    back = load(exported(run, "csv", tmp_path))
    assert back.metrics == ("image_score", "code_score", "exec_rate", "avg_two", "avg_three")
    assert back.answers[0].metrics["avg_two"] == 50.0
    assert back.answers == load(run).answers
