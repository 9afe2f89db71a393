from pathlib import Path

import pytest
from report_runs import add, add_fault, finish, manifest, scores

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.totals import Totals, read_totals


def totals(store: Store) -> Totals:
    found = store.read_manifest()
    assert found is not None
    return read_totals(store, found)


def test_a_finished_run_gives_what_results_json_holds(tmp_path: Path) -> None:
    with Store(tmp_path, print) as store:
        add(store, "a", metrics=scores(90.0))
        add(store, "b", subject="optics", metrics=scores(30.0))
        add_fault(store, "c", "model_error", "503")
        finish(store)
        found = totals(store)
    pixel = found.whole.metrics[1]
    assert (pixel.name, pixel.mean, pixel.n, pixel.bounds) == ("pixel", 60.0, 2, (40.0, 60.0))
    assert found.outcomes == {"ok": 2, "model_error": 1}
    assert found.by_subject["optics"].metrics[1].mean == 30.0
    assert found.usage["prompt_tokens"] == 2000
    assert not found.unfinished


@pytest.mark.parametrize("stale_results", [False, True])
def test_an_unfinished_run_counts_what_was_not_reached_as_missing(tmp_path: Path, stale_results: bool) -> None:
    with Store(tmp_path, print) as store:
        add(store, "a", metrics=scores(90.0))
        if stale_results:
            finish(store)
        add(store, "b", metrics=scores(30.0))
        add(store, "c", scored=False)
        store.write_manifest(manifest(4, end=None))
        found = totals(store)
    assert found.unfinished
    assert (found.whole.n, found.ended, found.whole.coverage) == (4, 2, 50.0)
    assert found.whole.metrics[1].bounds == (30.0, 60.0)
    assert list(found.by_subject) == ["geometry"]
    assert found.by_subject["geometry"].n == 2


@pytest.mark.parametrize(
    "damage", ["{", "[]", "{}", '{"n": "x"}', '{"n": 1, "coverage": 100, "outcomes": {"fine": 1}, "metrics": {}}']
)
def test_damaged_results_are_a_sentence(tmp_path: Path, damage: str) -> None:
    with Store(tmp_path, print) as store:
        add(store, "a")
        finish(store)
        (tmp_path / "results.json").write_text(damage)
        with pytest.raises(UserError, match=r"results\.json does not have the content of a run"):
            totals(store)
