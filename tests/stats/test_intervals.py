import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stem2code_eval.stats.distribution import mean_distribution
from stem2code_eval.stats.intervals import MeanInterval, mean_with_interval

SCORES = st.lists(st.floats(0, 100), min_size=2, max_size=30)


def test_no_values_no_mean():
    assert mean_with_interval([]) is None


def test_one_value_or_one_cluster_has_no_interval():
    assert mean_with_interval([42.0]) == MeanInterval(42.0, None, None, 1)
    assert mean_with_interval([40.0, 44.0], clusters=["a", "a"]) == MeanInterval(42.0, None, None, 2)


def test_equal_values_have_a_degenerate_interval():
    assert mean_with_interval([0.1] * 7) == MeanInterval(0.1, 0.1, 0.1, 7)
    assert mean_with_interval([5.0] * 4, clusters=[1, 1, 2, 3]) == MeanInterval(5.0, 5.0, 5.0, 4)


@settings(max_examples=30, deadline=None)
@given(values=SCORES, shuffle=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_clusters_do_not_count(values, shuffle):
    rows = [(value, k % 4) for k, value in enumerate(values)]
    mixed = shuffle.sample(rows, len(rows))
    straight = mean_with_interval([v for v, _ in rows], resamples=50)
    assert straight == mean_with_interval([v for v, _ in mixed], resamples=50)
    clustered = mean_with_interval(*zip(*rows, strict=True), resamples=50)
    renamed = [f"source {9 - c}" for _, c in mixed]
    assert clustered == mean_with_interval([v for v, _ in mixed], renamed, resamples=50)


@settings(max_examples=30, deadline=None)
@given(values=SCORES, seed=st.integers(0, 5))
def test_the_interval_is_reproducible_and_stays_within_the_data(values, seed):
    found = mean_with_interval(values, resamples=200, seed=seed)
    assert found == mean_with_interval(values, resamples=200, seed=seed)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found.n == len(values)
    assert found.mean == pytest.approx(np.mean(values))


def coverage(draw, true_mean, rounds=300):
    rng = np.random.default_rng(11)
    hits = 0
    for k in range(rounds):
        values, clusters = draw(rng)
        found = mean_with_interval(values, clusters, resamples=1000, seed=k)
        hits += found.low <= true_mean <= found.high
    return hits / rounds


def test_it_covers_the_mean_of_skewed_scores():
    share = coverage(lambda rng: (100 * rng.beta(4, 1.5, 80), None), 100 * 4 / 5.5)
    assert 0.92 <= share <= 0.98


def dependent(rng):
    sizes = rng.integers(1, 7, 40)
    values = np.repeat(rng.normal(50, 10, 40), sizes) + rng.normal(0, 3, sizes.sum())
    return values, np.repeat(np.arange(40), sizes).tolist()


def test_clusters_are_needed_where_figures_share_a_source():
    assert 0.92 <= coverage(dependent, 50) <= 0.98
    assert coverage(lambda rng: (dependent(rng)[0], None), 50) < 0.85


def test_a_wider_confidence_contains_a_narrower_one_and_skewness_shifts_it():
    values = np.random.default_rng(3).exponential(10, 40)
    narrow, wide = mean_with_interval(values, confidence=0.8), mean_with_interval(values, confidence=0.99)
    assert wide.low < narrow.low < narrow.mean < narrow.high < wide.high
    assert narrow.high - narrow.mean > narrow.mean - narrow.low


def test_differences_too_small_to_cube_are_no_failure():
    found = mean_with_interval([0.0, 1e-150, 0.0], resamples=50)
    assert 0 <= found.low <= found.high <= 1e-150


def test_clusters_of_one_are_no_clusters():
    values = np.random.default_rng(4).uniform(0, 100, 50)
    assert mean_with_interval(values, clusters=range(50)) == mean_with_interval(values)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"values": [1.0, float("nan")]}, "finite"), ({"values": [1.0, 2.0], "clusters": [1]}, "2 values but 1"),
     ({"values": [1.0], "confidence": 1.0}, "confidence"), ({"values": [1.0], "resamples": 0}, "resamples")],
)  # fmt: skip
def test_bad_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        mean_with_interval(**options)


def test_uneven_clusters_widen_the_interval_but_never_beyond_the_values() -> None:
    values = [100.0, 100.0, 100.0, 100.0, 0.0, 100.0, 90.0, 100.0, 0.0, 80.0]
    clusters = ["a", "a", "a", "a", "b", "c", "d", "e", "f", "g"]
    found, bootstrap = mean_with_interval(values, clusters), mean_distribution(values, clusters)
    assert found is not None
    assert bootstrap is not None
    assert bootstrap.t_interval(0.95)[1] > 100
    assert found.high == 100
    assert found.low == min(bootstrap.interval(0.95)[0], bootstrap.t_interval(0.95)[0])
