"""The simulation behind `docs/measured/coverage.json`, with few rounds."""

import json

import interval_coverage
import numpy as np
import pytest
from interval_coverage import FAMILIES, SINGLE, Truth, World, family_wise, how_often_held, some, study, verdicts


def test_scores_are_skewed_zero_inflated_and_go_together_in_families_and_runs():
    base, candidate, _ = FAMILIES.draw(np.random.default_rng(0), 20_000)
    assert np.mean(base == 0) == pytest.approx(0.25, abs=0.01)
    assert base[base > 0].mean() > 60
    assert np.corrcoef(base, candidate)[0, 1] > 0.6
    by_family = base.reshape(-1, 5)
    assert np.corrcoef(by_family[:, 0], by_family[:, 1])[0, 1] > 0.2
    assert base.mean() == pytest.approx(candidate.mean(), abs=1)


def test_a_loss_lowers_the_second_run():
    truth = Truth.of(World(families=240, figures=1, shared=0.0, loss=0.2))
    assert 4 < truth.drop < 9


def test_intervals_hold_the_truth_and_those_that_ignore_families_do_not():
    rates = how_often_held(FAMILIES, rounds=250, resamples=400, seed=3)
    assert 90 <= rates["mean"] <= 99
    assert 90 <= rates["difference"] <= 99
    assert rates["mean, clusters ignored"] < 85


def test_the_gate_rarely_errs_and_finds_what_is_there():
    at_rest = verdicts(SINGLE, 0.0, rounds=250, resamples=400, seed=4)
    assert at_rest["regression"] <= 9
    assert at_rest["undecided"] >= 80
    assert verdicts(World(240, 1, 0.0, loss=0.3), 0.0, 60, 400, 4)["regression"] >= 95
    assert verdicts(SINGLE, 10.0, 60, 400, 4)["non_inferior"] >= 95


def test_four_metrics_together_alarm_no_more_than_one():
    assert family_wise(SINGLE, 4, rounds=120, resamples=400, seed=5) <= 10


def test_the_study_is_one_json_object_of_its_seed():
    worlds = {"tiny": World(families=12, figures=2)}
    first, second = (study(6, 50, 1, worlds) for _ in range(2))
    del first["seconds"], second["seconds"]
    assert json.loads(json.dumps(first)) == json.loads(json.dumps(second))
    assert {row["world"] for row in first["gate"]} == {
        *("240 figures", "48 families of 5", "20 families of 5", "20 families of 1 to 9")
    }


def test_some_worlds_alone_give_the_same_numbers_and_tell_the_usual_interval_beside_ours():
    found = some(40, 50, 3, ["20 families, two of them of 20"])
    rates = found["intervals"]["20 families, two of them of 20"]["per_cent"]
    assert rates == how_often_held(interval_coverage.WORLDS["20 families, two of them of 20"], 40, 50, 3)
    assert rates["difference by CR1"] <= rates["difference by t"]
    assert [row["world"] for row in found["gate"]] == ["20 families, two of them of 20"] * 2
