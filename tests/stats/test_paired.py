import numpy as np
import pytest
from scipy.stats import ttest_rel

from stem2code_eval.stats.paired import paired_difference, paired_distribution, standard_error


def two_runs(seed, figures=150, drop=0.0):
    rng = np.random.default_rng(seed)
    base = 100 * rng.beta(2, 1, figures) * (rng.random(figures) > 0.2)
    return base, np.clip(base - drop + rng.normal(0, 8, figures), 0, 100)


def test_without_clusters_t_is_the_paired_t_test_of_scipy():
    base, candidate = two_runs(1)
    found = paired_difference(base, candidate)
    known = ttest_rel(candidate, base)
    interval = known.confidence_interval(0.95)
    assert found.t_p_value == pytest.approx(known.pvalue)
    assert (found.t_low, found.t_high) == pytest.approx((interval.low, interval.high))
    assert found.difference == pytest.approx(np.mean(candidate - base))
    assert (found.n, found.clusters) == (150, 150)


def test_bootstrap_and_t_agree_where_there_are_many_figures():
    base, candidate = two_runs(2, figures=600, drop=1.0)
    found = paired_difference(base, candidate)
    width = found.t_high - found.t_low
    assert (found.low, found.high) == pytest.approx((found.t_low, found.t_high), abs=0.06 * width)
    assert found.p_value == pytest.approx(found.t_p_value, abs=0.02)


def test_pairing_takes_the_difficulty_of_figures_out():
    base, candidate = two_runs(3, drop=3.0)
    paired = paired_difference(base, candidate)
    shuffled = paired_difference(base, np.random.default_rng(0).permutation(candidate))
    assert paired.high < 0
    assert paired.standard_error < shuffled.standard_error / 3
    assert shuffled.low < 0 < shuffled.high


def test_copies_of_a_figure_add_nothing_when_they_are_one_cluster():
    base, candidate = two_runs(4, figures=40)
    clusters = np.repeat(np.arange(40), 5).tolist()
    copied = paired_difference(np.repeat(base, 5), np.repeat(candidate, 5), clusters)
    single = paired_difference(base, candidate)
    assert copied.standard_error == pytest.approx(single.standard_error)
    assert (copied.low, copied.high) == pytest.approx((single.low, single.high))
    assert (copied.n, copied.clusters) == (200, 40)


def test_equal_runs_differ_by_nothing():
    base, _ = two_runs(5)
    found = paired_difference(base, base)
    assert (found.difference, found.low, found.high, found.p_value, found.t_p_value) == (0, 0, 0, 1, 1)
    assert paired_difference([1.0], [2.0]) is None


def test_the_seed_and_not_the_order_decides():
    base, candidate = two_runs(6)
    order = np.random.default_rng(0).permutation(len(base))
    clusters = [k % 30 for k in range(150)]
    straight = paired_difference(base, candidate, clusters, seed=3)
    mixed = paired_difference(base[order], candidate[order], [clusters[k] for k in order], seed=3)
    assert straight == mixed or straight.low == pytest.approx(mixed.low, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (([1.0], [1.0, 2.0]), "give one a shared figure"),
        (([[1.0]], [[2.0]]), "give one a shared figure"),
        (([1.0, float("nan")], [1.0, 2.0]), "finite"),
        (([1.0, 2.0], [1.0, 2.0], ["a"]), "2 values but 1 clusters"),
    ],
)
def test_scores_that_do_not_fit_are_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        paired_distribution(*arguments)
    with pytest.raises(ValueError, match="one cluster"):
        standard_error([1.0, 2.0], ["a", "a"])
