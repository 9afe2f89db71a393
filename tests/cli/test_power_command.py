"""`power` on pilots whose spread is known, and on a stated one."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from command_line import invoked

from stem2code_eval.cli import power
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.stats.power import figures_needed

N, FAMILY = 400, 5
Pilots = Callable[..., None]


def ask(*words: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(power.command)
    code, out, err = invoked(app, *words, COLUMNS="160")
    return code, out or err


def told(*words: str) -> Any:
    code, said = ask(*words, "--json")
    assert code == 0, said
    return json.loads(said)


def write_run(folder: Path, scores: Sequence[Sequence[float | None]], sources: Sequence[str | None]) -> None:
    """Write the part of a run folder that scores are read from; `scores` has for each figure those of its answers."""
    folder.mkdir()
    repeats = len(scores[0])
    manifest = {"task": {"n": len(scores)}, "protocol": "default", "seed": 0, "repeats": repeats}
    (folder / "run.json").write_text(json.dumps(manifest))
    rows = [
        ScoreRow(
            *(f"s{at}", "all", 1, source, "ok" if value is not None else "model_error", []),
            metrics={"pixel": value},
            key=None if value is None else "k",
            repeat=repeat if repeats > 1 else None,
        )
        for at, (each, source) in enumerate(zip(scores, sources, strict=True))
        for repeat, value in enumerate(each)
    ]
    (folder / "scores.jsonl").write_text("".join(json.dumps(row.to_json()) + "\n" for row in rows))


@pytest.fixture
def pilots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pilots:
    """Write the runs `a` and `b`: a shared part of variance 100, own parts of 25 each, chance of 16 an answer."""
    monkeypatch.chdir(tmp_path)

    def write(repeats: int = 1, families: bool = False) -> None:
        rng = np.random.default_rng(7)
        size = FAMILY if families else 1
        shared = rng.normal(0, 10, N)
        sources = [f"f{at // FAMILY}" if families else None for at in range(N)]
        for name in ("a", "b"):
            own = np.repeat(rng.normal(0, 5, N // size), size)
            chance = rng.normal(0, 4, (N, repeats))
            write_run(tmp_path / name, (50 + (shared + own)[:, None] + chance).tolist(), sources)

    return write


def test_a_stated_spread_is_enough() -> None:
    found = told("--sd", "20", "--difference", "2,5", "--figures", "240", "--cluster-size", "5")
    assert found["figures_needed"] == [
        {"difference": 2.0, "figures": 626, "clusters": 125},
        {"difference": 5.0, "figures": figures_needed(5, 20, cluster_size=5), "clusters": 21},
    ]
    least = found["minimum_detectable"][0]
    assert least["figures"] == 240
    again = told("--sd", "20", "--difference", str(least["difference"]), "--figures", "240", "--cluster-size", "5")
    assert again["minimum_detectable"][0]["power"][0]["power"] == pytest.approx(0.8, abs=1e-4)


def test_two_pilots_tell_their_spread_and_how_they_go_together(pilots: Pilots) -> None:
    pilots()
    spread = told("a", "b", "--metric", "pixel")["spread"]
    assert spread["sd"] == pytest.approx(math.sqrt(2 * (25 + 16)), rel=0.1)
    assert spread["correlation"] == pytest.approx(100 / 141, abs=0.06)
    assert (spread["figures"], spread["cluster_size"], spread["within"]) == (N, 1.0, [])


def test_figures_of_one_source_are_reckoned_in(pilots: Pilots) -> None:
    pilots(families=True)
    spread = told("a", "b", "--metric", "pixel")["spread"]
    assert spread["cluster_size"] == FAMILY
    assert spread["plain_sd"] == pytest.approx(math.sqrt(2 * (25 + 16)), rel=0.12)
    assert spread["sd"] == pytest.approx(math.sqrt(2 * (5 * 25 + 16)), rel=0.2)


def test_more_answers_shrink_only_the_part_of_chance(pilots: Pilots) -> None:
    pilots(repeats=3)
    as_it_was = told("a", "b", "--metric", "pixel")["spread"]
    assert as_it_was["repeats"] == pytest.approx(3)
    assert as_it_was["within"] == pytest.approx([16, 16], rel=0.15)
    assert as_it_was["between"] == pytest.approx([125, 125], rel=0.2)
    assert as_it_was["sd"] ** 2 == pytest.approx(2 * (25 + 16 / 3), rel=0.2)
    few, many = (told("a", "b", "--metric", "pixel", "--repeats", k)["spread"] for k in ("1", "1000"))
    assert few["sd"] ** 2 - as_it_was["sd"] ** 2 == pytest.approx(sum(as_it_was["within"]) * 2 / 3, rel=0.01)
    assert many["sd"] ** 2 == pytest.approx(2 * 25, rel=0.3)


def test_one_pilot_needs_to_be_told_how_the_next_goes_with_it(pilots: Pilots) -> None:
    pilots()
    alone = told("a", "--metric", "pixel")["spread"]["sd"]
    assert alone == pytest.approx(math.sqrt(2 * 141), rel=0.1)
    together = told("a", "--metric", "pixel", "--correlation", "0.75")["spread"]["sd"]
    assert together == pytest.approx(alone / 2)
    _, said = ask("a", "--metric", "pixel", "--correlation", "0.75")
    assert "correlation of the runs 0.75 (assumed; a second pilot would tell)" in said


def test_one_pilot_with_repeats_tells_chance(pilots: Pilots) -> None:
    pilots(repeats=4)
    code, said = ask("a", "--metric", "pixel")
    assert code == 0
    assert "between answers to one figure (chance)" in said
    assert told("a", "--metric", "pixel")["spread"]["reliability"] == pytest.approx([125 / 141], abs=0.03)


def test_figures_without_a_value_in_one_run_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_run(tmp_path / "a", [[10.0], [20.0], [None], [40.0]], [None] * 4)
    write_run(tmp_path / "b", [[12.0], [25.0], [30.0], [None]], [None] * 4)
    assert told("a", "b", "--metric", "pixel")["spread"]["figures"] == 2
    write_run(tmp_path / "c", [[12.0], [None], [30.0], [None]], [None] * 4)
    code, said = ask("a", "c", "--metric", "pixel")
    assert code == 2
    assert "share 1 figures" in said


def test_the_table_says_what_it_rests_on(pilots: Pilots) -> None:
    pilots(families=True)
    code, said = ask("a", "b", "--metric", "pixel", "--sides", "2", "--alpha", "0.01", "--figures", "100")
    assert code == 0
    assert "pilot: a and b, 400 figures; correlation of the runs" in said
    assert "5.0 figures a source, which is reckoned in" in said
    assert "a difference either way, alpha 1 %" in said
    assert "sources" in said


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "Name one or two run folders"),
        (("a", "--sd", "3"), "one of the two"),
        (("a", "b", "a"), "3 run folders were named"),
        (("a", "--metric", "pixl"), 'Did you mean "pixel"'),
        (("a", "--metric", "pixel", "--repeats", "3"), "run with --repeats 2 or more"),
        (("a", "b", "--metric", "pixel", "--correlation", "0.5"), "--correlation is for one pilot"),
        (("a", "--metric", "pixel", "--cluster-size", "5"), "--cluster-size goes with --sd"),
        (("--sd", "3", "--power", "0.01"), "must lie between alpha"),
        (("--sd", "3", "--difference", "two"), "--difference: could not convert"),
        (("nowhere",), "it has no run.json"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_code_2(pilots: Pilots, words: tuple[str, ...], part: str) -> None:
    pilots()
    code, said = ask(*words)
    assert code == 2
    assert part in said
