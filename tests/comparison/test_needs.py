"""The number of figures that an undecided gate names is the one that decides."""

import random
from pathlib import Path

from made_runs import rows_of, write_run

from stem2code_eval.comparison.gate import Status, judge_runs
from stem2code_eval.comparison.load import load
from stem2code_eval.comparison.rules import Rules

RULES = Rules({"elements": 3.0})


def verdict(folder: Path, count: int, seed: int) -> tuple[Status, int | None]:
    draw = random.Random(seed)
    before = {f"s{at}": draw.uniform(40, 60) for at in range(count)}
    after = {name: value + draw.gauss(0, 10) for name, value in before.items()}
    runs = (load(write_run(folder / name, rows_of(each))) for name, each in (("a", before), ("b", after)))
    report = judge_runs(*runs, RULES)
    wanting = report.metrics[0].needs
    return report.status, wanting.if_nothing_lost if wanting else None


def test_as_many_figures_as_named_decide_about_four_times_in_five(tmp_path: Path) -> None:
    few, named = verdict(tmp_path / "few", 21, 4)
    assert few is Status.UNDECIDED
    assert named is not None
    assert 40 < named < 110
    found = [verdict(tmp_path / f"run {seed}", named, seed)[0] for seed in range(100, 120)]
    assert 12 <= found.count(Status.PASS) <= 19
