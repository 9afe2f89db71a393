"""What may stand in one table, in which order, and with which ranks."""

from pathlib import Path
from typing import Any

import pytest
from made_entries import JUDGE, entry, publish, published, score, small_board, submit

from stem2code_eval.board.boards import Board, gather
from stem2code_eval.board.reading import read_entries
from stem2code_eval.resources import leaderboard_folder


def boards(folder: Path) -> list[Board]:
    return gather(read_entries(folder))


def models(board: Board) -> list[str]:
    return [row.listed.entry.model for row in board.rows]


def test_the_small_board(tmp_path: Path) -> None:
    plain, judged, printed = boards(small_board(tmp_path))
    assert [board.id for board in (plain, judged, printed)] == [
        *("stem_figures-v1", "stem_figures-v1-judged", "stem2code-published"),
    ]
    names = ["baseline/reference", "openai/alpha", "openai/beta", "openai/judged", "openai/holes", "vllm/gamma"]
    assert models(plain) == names
    assert [row.ranks["reconstruction"] for row in plain.rows] == [None, (1, 3), (1, 3), (3, 4), (1, 4), (5, 5)]
    assert models(judged) == ["openai/judged"]
    assert models(printed) == ["Printed-Two", "Printed-One"]


def test_published_rows_have_no_rank_by_any_metric(tmp_path: Path) -> None:
    printed = boards(small_board(tmp_path))[-1]
    assert {rank for row in printed.rows for rank in row.ranks.values()} == {None}
    assert "published" in printed.title


def test_scores_of_judges_stand_only_beside_those_of_the_same_judges(tmp_path: Path) -> None:
    for name, judge in (("one", JUDGE), ("two", {**JUDGE, "version": "2"}), ("three", {**JUDGE, "temperature": 1.0})):
        content = entry(f"openai/{name}", 50.0, judges={"image": judge, "code": None})
        content["scores"]["image_score"] = score(66.0)
        submit(tmp_path, name, content)
    plain, *judged = boards(tmp_path)
    assert len(plain.rows) == 3
    assert "image_score" not in plain.metrics
    assert [len(board.rows) for board in judged] == [1, 1, 1]
    assert all("image_score" in board.metrics for board in judged)
    assert len({board.id for board in judged}) == len({board.title for board in judged}) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"benchmark": "others"},
        {"split": "v2"},
        {"task_version": 2},
        {"protocol": "paper"},
        {"n": 5},
        {"run": {"dataset_hash": "e" * 64}},
        {"run": {"prompt_hash": "e" * 64}},
    ],
)
def test_rows_that_differ_in_what_decides_never_share_a_table(tmp_path: Path, other: dict[str, Any]) -> None:
    submit(tmp_path, "one", entry("openai/one", 50.0))
    content = entry("openai/two", 50.0)
    content.update({**other, "run": {**content["run"], **other.get("run", {})}})
    submit(tmp_path, "two", content)
    found = boards(tmp_path)
    assert sorted(map(models, found)) == [["openai/one"], ["openai/two"]]
    assert len({board.title for board in found}) == len({board.id for board in found}) == 2


def test_a_run_of_the_papers_benchmark_never_stands_beside_published_rows(tmp_path: Path) -> None:
    content = entry("openai/x", 50.0, benchmark="stem2code", n=1000, split=None, protocol="paper")
    content["judges"] = published("Printed", 1.0)["judges"]
    submit(tmp_path, "x", content)
    publish(tmp_path, "printed", published("Printed", 50.0))
    assert sorted(map(models, boards(tmp_path))) == [["Printed"], ["openai/x"]]


def test_leaving_hard_figures_out_gains_neither_place_nor_rank(tmp_path: Path) -> None:
    submit(tmp_path, "honest", entry("openai/honest", 60.0))
    content = entry("openai/picky", 95.0, coverage=40.0)
    for about in content["scores"].values():
        about["bounds"] = [about["mean"] * 0.4, about["mean"]]
    submit(tmp_path, "picky", content)
    (board,) = boards(tmp_path)
    assert models(board) == ["openai/honest", "openai/picky"]
    assert [row.ranks["reconstruction"] for row in board.rows] == [(1, 2), (1, 2)]
    assert board.incomplete


def test_the_id_of_a_table_does_not_depend_on_how_many_rows_others_have(tmp_path: Path) -> None:
    for at in range(2):
        content = entry(f"openai/{at}", 50.0)
        content["run"]["prompt_hash"] = str(at) * 64
        submit(tmp_path, f"e{at}", content)
    before = {board.terms.prompt_hash: board.id for board in boards(tmp_path)}
    for at in range(2, 4):
        content = entry(f"openai/{at}", 50.0)
        content["run"]["prompt_hash"] = "1" * 64
        submit(tmp_path, f"e{at}", content)
    assert {board.terms.prompt_hash: board.id for board in boards(tmp_path)} == before


def test_of_what_ships_the_published_table_comes_last() -> None:
    found = boards(leaderboard_folder() / "entries")
    assert [board.terms.published for board in found] == sorted(board.terms.published for board in found)
    assert len(found[-1].rows) == 29
