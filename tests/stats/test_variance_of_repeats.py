import math

import numpy as np
import pytest

from stem2code_eval.stats.repeats import figure_means, paired_components, variance_components


def test_components_by_hand():
    """Two figures with two repeats: MS within = 2, MS between = 2 * 18 = 36... by the textbook's one-way table."""
    found = variance_components([[1.0, 3.0], [7.0, 9.0]])
    assert found.within == pytest.approx(2.0)
    assert found.between == pytest.approx((36 - 2) / 2)
    assert (found.figures, found.repeats) == (2, 2)
    assert found.reliability == pytest.approx(17 / 19)


def test_components_of_simulated_scores_come_back_also_with_uneven_repeats():
    rng = np.random.default_rng(7)
    scores = [rng.normal(rng.normal(50, 12), 6, rng.integers(1, 6)).tolist() for _ in range(3000)]
    found = variance_components(scores)
    assert math.sqrt(found.within) == pytest.approx(6, rel=0.05)
    assert math.sqrt(found.between) == pytest.approx(12, rel=0.05)


def test_the_error_of_a_mean_is_as_predicted():
    rng = np.random.default_rng(8)
    found = variance_components([rng.normal(rng.normal(50, 12), 20, 4).tolist() for _ in range(4000)])
    means = [np.mean([rng.normal(rng.normal(50, 12), 20, 3).mean() for _ in range(40)]) for _ in range(800)]
    assert np.std(means) == pytest.approx(found.error_of_mean(40, 3), rel=0.1)
    assert found.error_of_mean(40, 1) > found.error_of_mean(40, 3) > found.error_of_mean(40, 1e9)


def test_chance_alone_is_not_taken_for_differences_between_figures():
    rng = np.random.default_rng(9)
    found = variance_components(rng.normal(50, 10, (500, 3)).tolist())
    assert found.between < 4
    assert found.reliability < 0.05


def test_the_spread_of_a_difference_is_put_together_from_its_parts():
    rng = np.random.default_rng(10)

    def runs(figures, base_repeats, candidate_repeats):
        hard = rng.normal(50, 20, figures)
        change = rng.normal(1, 5, figures)
        return (
            rng.normal(hard[:, None], 8, (figures, base_repeats)).tolist(),
            rng.normal((hard + change)[:, None], 12, (figures, candidate_repeats)).tolist(),
        )

    found = paired_components(*runs(4000, 3, 2))
    assert [math.sqrt(part) for part in (found.figures, found.base, found.candidate)] == pytest.approx(
        [5, 8, 12], rel=0.12
    )
    base, candidate = runs(4000, 1, 4)
    assert np.std(figure_means(candidate) - figure_means(base)) == pytest.approx(found.sd(1, 4), rel=0.05)


def test_what_tells_nothing_is_none_and_what_is_wrong_is_refused():
    assert variance_components([[1.0], [2.0]]) is None
    assert variance_components([[1.0, 2.0]]) is None
    assert paired_components([[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0]]) is None
    assert variance_components([[1.0, 1.0], [1.0, 1.0]]).reliability is None
    with pytest.raises(ValueError, match="no score"):
        figure_means([[1.0], []])
    with pytest.raises(ValueError, match="finite"):
        variance_components([[1.0, float("inf")], [1.0, 2.0]])
    with pytest.raises(ValueError, match="shared"):
        paired_components([[1.0, 2.0]], [])
    with pytest.raises(ValueError, match="positive"):
        variance_components([[1.0, 2.0], [3.0, 5.0]]).error_of_mean(0, 1)
