import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from stem2code_eval.resources import leaderboard_folder

FILES = sorted((leaderboard_folder() / "entries" / "published").iterdir())
SCHEMA = json.loads((leaderboard_folder() / "schema.json").read_text())


def entry(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(SCHEMA)
    return Draft202012Validator(SCHEMA)


def test_there_are_the_29_rows_of_the_paper_each_model_once() -> None:
    assert len(FILES) == len({entry(path)["model"] for path in FILES}) == 29


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_row_is_labelled_as_published_and_fits_the_schema(path: Path, validator: Draft202012Validator) -> None:
    row = entry(path)
    assert list(validator.iter_errors(row)) == []
    assert row["kind"] == "published"
    assert (row["source"]["arxiv"], row["source"]["version"]) == ("2603.10757", 2)
    assert row["judges"]["image"]["model"] == "Gemini 2.5 Pro"
    assert row["judges"]["code"]["model"] == "GPT-4o"
    assert all(score["interval"] is None for score in row["scores"].values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_averages_are_the_means_of_their_parts_to_a_hundredth(path: Path) -> None:
    scores = {name: score["mean"] for name, score in entry(path)["scores"].items()}
    image, code, ran = (scores[name] for name in ("image_score", "code_score", "exec_rate"))
    assert scores["avg_two"] == pytest.approx((image + code) / 2, abs=0.01)
    assert scores["avg_three"] == pytest.approx((image + code + ran) / 3, abs=0.01)


def test_figures_of_the_paper_spot_checked() -> None:
    rows = {row["model"]: row["scores"] for row in map(entry, FILES)}
    assert rows["CodePercept-32B-R1"]["avg_three"]["mean"] == 75.80
    assert rows["Gemini2.5-Pro-Thinking"]["image_score"]["mean"] == 68.89
    assert rows["Intern-S1-8B"]["exec_rate"]["mean"] == 26.60


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.update(kind="measured"), "kind"),
        (lambda row: row["scores"]["avg_two"].update(mean=101), "maximum"),
        (lambda row: row["scores"]["avg_two"].update(interval=[70, 74]), "interval"),
        (lambda row: row["scores"].pop("exec_rate"), "exec_rate"),
        (lambda row: row["judges"].pop("code"), "code"),
        (lambda row: row.update(note="x"), "note"),
        (lambda row: row["source"].update(arxiv="2603.10757v2"), "arxiv"),
    ],
)
def test_the_schema_refuses_what_is_no_published_row(change, said: str, validator: Draft202012Validator) -> None:
    row = copy.deepcopy(entry(FILES[0]))
    change(row)
    errors = list(validator.iter_errors(row))
    assert errors
    assert any(
        said in f"{error.json_path} {error.validator} {error.message} {error.validator_value}" for error in errors
    )
