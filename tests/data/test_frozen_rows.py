import json
from pathlib import Path

import pytest

from stem2code_eval.data.task import load_task
from stem2code_eval.synth.catalogue import all_families
from stem2code_eval.synth.splits import freeze_v1


def write(folder: Path, row: dict) -> str:
    (folder / "samples.jsonl").write_text(json.dumps(row) + "\n")
    return str(folder)


@pytest.fixture
def row() -> dict:
    return freeze_v1([0])[0]


def test_a_frozen_row_gives_its_figure_back(tmp_path: Path, row: dict) -> None:
    (sample,) = load_task(write(tmp_path, {**row, "image_sha256": "0"})).samples
    figure = all_families()[row["family"]].figure(0)
    assert sample.reference_code == figure.program
    assert (sample.subject, sample.level, sample.source) == (figure.subject, figure.level, figure.family)
    assert sample.extra["facts"] == figure.facts
    assert sample.extra["image_sha256"] == "0"
    assert sample.image_path is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"program_sha256": "0" * 64}, "has changed, so the seed no longer gives this figure"),
        ({"family": "no_such_family"}, 'Unknown figure family "no_such_family"'),
        ({"seed": -1}, '"seed" a whole number from 0'),
        ({"seed": "1"}, '"seed" a whole number from 0'),
    ],
)
def test_a_row_that_no_longer_holds_is_a_broken_one(tmp_path: Path, row: dict, change: dict, said: str) -> None:
    task = load_task(write(tmp_path, {**row, **change}))
    assert task.broken == [0]
    assert said in task.problems[0]
    assert f'line 1, id "{row["id"]}"' in task.problems[0]
