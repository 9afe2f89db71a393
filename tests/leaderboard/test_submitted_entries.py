"""What the schema asks of a submitted entry."""

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from stem2code_eval.resources import leaderboard_folder

SCHEMA = json.loads((leaderboard_folder() / "schema.json").read_text())
HASH = "a" * 64
ENTRY: dict[str, Any] = {
    "schema": 1,
    "kind": "submitted",
    "badge": "re_rendered",
    "benchmark": "stem_figures",
    "split": "v1",
    "task_version": 1,
    "protocol": "default",
    "n": 240,
    "coverage": 100.0,
    "model": "openai/NAME",
    "scores": {"elements": {"mean": 55.0, "interval": [52.2, 58.0], "n": 240, "bounds": None}},
    "by_subject": {"circuits": {"n": 20, "scores": {"elements": 51.2, "text": None}}},
    "outcomes": {"ok": 240},
    "judges": {"image": None, "code": {"model": "openai/j", "temperature": 0}},
    "run": {
        "dataset_hash": HASH,
        "prompt_hash": HASH,
        "fingerprint": HASH,
        "package_version": "0.1.0",
        "date": "2026-01-31",
        "bundle_sha256": HASH,
        "samples_sha256": HASH,
    },
    "source": {"url": "https://example.org/a", "note": "A note."},
    "verification": {
        "package_version": "0.1.0",
        "copies": {"answers": 240, "programs": 0, "pictures": 1},
        "judge_votes": {"asked": 20, "difference": -0.5},
        "re_run": None,
    },
}
RE_RUN = {"metric": "reconstruction", "n": 240, "difference": -0.2, "interval": [-1.0, 0.6]}


def errors(entry: dict[str, Any]) -> str:
    return "\n".join(
        f"{each.json_path} {each.validator} {each.message}" for each in Draft202012Validator(SCHEMA).iter_errors(entry)
    )


def test_each_badge_has_its_form() -> None:
    assert errors(ENTRY) == ""
    bare = {name: value for name, value in ENTRY.items() if name != "verification"}
    assert errors({**bare, "badge": "self_reported"}) == ""
    rests_on = {**ENTRY["verification"], "re_run": RE_RUN}
    assert errors({**ENTRY, "badge": "re_run", "verification": rests_on}) == ""


def test_committed_entries_fit() -> None:
    for path in (leaderboard_folder() / "entries").glob("submitted/*/entry.json"):
        assert errors(json.loads(path.read_text())) == "", path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.update(badge="verified"), "$.badge enum"),
        (lambda row: row.update(badge="published"), "$.badge enum"),
        (lambda row: row.update(badge="self_reported"), "verification"),
        (lambda row: row.update(badge="re_run"), "$.verification.re_run type"),
        (lambda row: row.pop("verification"), "'verification' is a required property"),
        (lambda row: row.update(kind="measured"), "$.kind enum"),
        (lambda row: row.update(extra=1), "'extra' was unexpected"),
        (lambda row: row["run"].pop("bundle_sha256"), "'bundle_sha256' is a required property"),
        (lambda row: row["run"].update(fingerprint="abc"), "$.run.fingerprint pattern"),
        (lambda row: row["run"].update(date="yesterday"), "$.run.date pattern"),
        (lambda row: row["source"].update(url="http://example.org"), "$.source.url pattern"),
        (lambda row: row["source"].update(arxiv="2603.10757"), "'arxiv' was unexpected"),
        (lambda row: row["scores"]["elements"].update(mean=101), "$.scores.elements.mean"),
        (lambda row: row["scores"]["elements"].pop("n"), "'n' is a required property"),
        (lambda row: row["scores"].update({"<b>": row["scores"]["elements"]}), "does not match"),
        (lambda row: row.update(n=0), "$.n minimum"),
        (lambda row: row.update(coverage=100.1), "$.coverage maximum"),
        (lambda row: row.update(model=""), "$.model"),
    ],
)
def test_the_schema_refuses(change, said: str) -> None:
    row = copy.deepcopy(ENTRY)
    change(row)
    assert said in errors(row)
