import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stem2code_eval.stats.correction import holm
from stem2code_eval.stats.decision import Verdict, decide_drop, decide_drops, whole
from stem2code_eval.stats.paired import paired_distribution


def distribution(drop, figures=200, seed=0, spread=10.0):
    rng = np.random.default_rng(seed)
    base = rng.uniform(0, 100, figures)
    return paired_distribution(base, base - drop + rng.normal(0, spread, figures), resamples=2000)


@pytest.mark.parametrize(
    ("drop", "max_drop", "verdict"),
    [(6, 2, "regression"), (0, 4, "non_inferior"), (-5, 0, "non_inferior"), (2, 2, "undecided"), (0, 0, "undecided")],
)
def test_the_verdict_is_by_bounds(drop, max_drop, verdict):
    found = decide_drop(distribution(drop), max_drop)
    assert found.verdict == verdict
    assert found.lower < found.drop < found.upper
    assert (found.lower > max_drop) == (verdict == "regression")
    assert (found.upper < max_drop) == (verdict == "non_inferior")


def test_a_large_drop_of_few_figures_is_undecided_and_not_a_pass():
    found = decide_drop(distribution(4, figures=6, spread=15), max_drop=1)
    assert found.verdict is Verdict.UNDECIDED
    assert found.lower < 1 < found.upper


def test_runs_without_any_difference_are_certain():
    same = paired_distribution([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert decide_drop(same, 0).verdict is Verdict.NON_INFERIOR
    lower = paired_distribution([1.0, 2.0, 3.0], [0.0, 1.0, 2.0])
    assert decide_drop(lower, 0).verdict is Verdict.REGRESSION
    assert decide_drop(lower, 1).verdict is Verdict.NON_INFERIOR


def test_of_many_metrics_chance_alone_calls_none_a_regression():
    alone = [decide_drop(distribution(0, seed=seed), 0).p_regression for seed in range(100)]
    assert sum(p <= 0.05 for p in alone) >= 1
    together = decide_drops(
        {str(seed): distribution(0, seed=seed) for seed in range(100)}, dict.fromkeys(map(str, range(100)), 0)
    )
    assert whole(together) is not Verdict.REGRESSION


def test_the_whole_is_the_worst_of_its_parts():
    parts = {"good": distribution(-5), "bad": distribution(9), "unsure": distribution(1)}
    limits = dict.fromkeys(parts, 1.0)
    found = decide_drops(parts, limits)
    assert [found[name].verdict for name in parts] == ["non_inferior", "regression", "undecided"]
    assert whole(found) is Verdict.REGRESSION
    assert whole({"good": found["good"], "unsure": found["unsure"]}) is Verdict.UNDECIDED
    assert whole({"good": found["good"]}) is Verdict.NON_INFERIOR


def test_wrong_use_is_refused():
    with pytest.raises(ValueError, match="max_drop is -1"):
        decide_drop(distribution(0), -1)
    with pytest.raises(ValueError, match="max_drop of b is nan"):
        decide_drops({"b": distribution(0)}, {"b": float("nan")})
    with pytest.raises(ValueError, match="max_drop of"):
        decide_drops({"a": distribution(0)}, {"b": 1.0})
    with pytest.raises(ValueError, match="alpha"):
        decide_drop(distribution(0), 1, alpha=0)


def test_holm_by_hand():
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == pytest.approx(
        {"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02}
    )
    assert holm({}) == {}
    with pytest.raises(ValueError, match="p-value of a"):
        holm({"a": 1.5})


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_lies_between_no_correction_and_bonferroni_and_keeps_the_order(values):
    found = holm(dict(enumerate(values)))
    for at, value in enumerate(values):
        assert value <= found[at] <= min(1, len(values) * value) + 1e-12
    ranked = sorted(range(len(values)), key=lambda at: values[at])
    adjusted = [found[at] for at in ranked]
    assert adjusted == sorted(adjusted)
