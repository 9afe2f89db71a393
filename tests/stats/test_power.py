import math

import numpy as np
import pytest

from stem2code_eval.stats.paired import standard_error
from stem2code_eval.stats.power import figures_needed, minimum_detectable, paired_sd, power


def test_power_of_known_designs():
    """Cohen 1988, table 2.4.1: d = 0.5, two-sided 5 %, 80 % power needs 34 pairs; one-sided 27."""
    assert figures_needed(0.5, 1.0, sides=2) == 34
    assert figures_needed(0.5, 1.0, sides=1) == 27
    assert power(0.5, 34, 1.0, sides=2) == pytest.approx(0.8078, abs=1e-3)


def test_without_a_difference_power_is_the_chance_of_a_false_alarm():
    assert power(0, 50, 10, alpha=0.05) == pytest.approx(0.05)
    assert power(0, 50, 10, alpha=0.05, sides=2) == pytest.approx(0.05)
    assert figures_needed(0, 10) is None


@pytest.mark.parametrize(("sides", "cluster_size"), [(1, 1), (2, 1), (1, 5)])
def test_the_three_questions_answer_each_other(sides, cluster_size):
    least = minimum_detectable(240, 20.0, sides=sides, cluster_size=cluster_size)
    assert power(least, 240, 20.0, sides=sides, cluster_size=cluster_size) == pytest.approx(0.8, abs=1e-4)
    needed = figures_needed(least + 1e-6, 20.0, sides=sides, cluster_size=cluster_size)
    assert abs(needed - 240) <= 1
    assert power(3, needed, 20) < power(3, 4 * needed, 20) < 1


def test_one_cluster_finds_nothing_and_certainty_finds_all():
    assert power(50, 5, 10, cluster_size=5) == 0
    assert minimum_detectable(5, 10, cluster_size=5) is None
    assert power(1, 10, 0) == 1
    assert minimum_detectable(10, 0) == 0
    assert power(1000, 1000, 1) == pytest.approx(1)


def test_clusters_that_go_together_need_more_figures():
    rng = np.random.default_rng(1)
    shift, noise = np.repeat(rng.normal(0, 5, 60), 5), rng.normal(0, 5, 300)
    clusters = np.repeat(np.arange(60), 5).tolist()
    base = rng.uniform(0, 100, 300)
    plain, robust = paired_sd(base, base + shift + noise), paired_sd(base, base + shift + noise, clusters)
    assert robust == pytest.approx(standard_error(shift + noise, clusters) * math.sqrt(300))
    assert figures_needed(2, robust) > 1.5 * figures_needed(2, plain)


def test_simulated_tests_find_as_often_as_predicted():
    """Paired t tests on normal differences: the prediction is exact there."""
    rng = np.random.default_rng(5)
    values = rng.normal(-2, 10, (4000, 80))
    t_values = values.mean(axis=1) / (values.std(axis=1, ddof=1) / math.sqrt(80))
    found = np.mean(t_values < -1.6644)
    assert found == pytest.approx(power(2, 80, 10), abs=0.025)


@pytest.mark.parametrize(
    "arguments",
    [(1, 0, 1), (1, 10, -1), (1, 10, float("nan")), (1, 10, 1, 0), (1, 10, 1, 0.05, 3), (1, 10, 1, 0.05, 1, 0.5)],
)
def test_arguments_out_of_range_are_refused(arguments):
    with pytest.raises(ValueError, match=r"must"):
        power(*arguments)
    with pytest.raises(ValueError, match="between alpha"):
        figures_needed(1, 1, target=0.01)
    with pytest.raises(ValueError, match="between alpha"):
        minimum_detectable(10, 1, target=1.0)
