import csv
import io
from pathlib import Path

import pytest
from made_entries import entry, small_board, submit

from stem2code_eval.board.boards import gather
from stem2code_eval.board.reading import read_entries
from stem2code_eval.board.tables import as_csv, as_json


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def test_csv_and_json_hold_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    boards = gather(read_entries(small_board(tmp_path)))
    told = as_json(boards)["tables"]
    assert [table["id"] for table in told] == [board.id for board in boards]
    for board, table in zip(boards, told, strict=True):
        for line, row in zip(lines(as_csv(board)), table["rows"], strict=True):
            assert (line["entry"], line["model"], line["badge"]) == (row["entry"], row["model"], row["badge"])
            rank = row["ranks"][table["ordered_by"]]
            assert [line["rank_best"], line["rank_worst"]] == ([str(each) for each in rank] if rank else ["", ""])
            for name, score in row["scores"].items():
                assert float(line[name]) == score["mean"]
                ends = score["interval"] or (None, None)
                assert [line[f"{name}_low"], line[f"{name}_high"]] == ["" if end is None else str(end) for end in ends]


def test_the_mean_with_the_missing_as_0_is_told_where_results_are_missing(tmp_path: Path) -> None:
    board = gather(read_entries(small_board(tmp_path)))[0]
    told = {line["model"]: line["reconstruction_missing_as_0"] for line in lines(as_csv(board))}
    assert told["openai/holes"] == "45.0"
    assert told["openai/alpha"] == ""


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://127.0.0.1")', "\t=1", "\r=1"])
def test_no_name_is_a_formula_in_a_spreadsheet(tmp_path: Path, name: str) -> None:
    submit(tmp_path, "x", entry(name, 50.0))
    (board,) = gather(read_entries(tmp_path))
    (line,) = lines(as_csv(board))
    assert line["model"][0] not in "=+-@\t\r"


def test_a_name_of_several_lines_stays_one_cell(tmp_path: Path) -> None:
    submit(tmp_path, "x", entry('a"b,c\nd\u202ee', 50.0))
    (board,) = gather(read_entries(tmp_path))
    (line,) = lines(as_csv(board))
    assert line["model"] == 'a"b,c d\u27e8U+202E\u27e9e'
