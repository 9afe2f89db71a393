import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stem2code_eval.stats.distribution import mean_distribution

SCORES = st.lists(st.floats(0, 100), min_size=3, max_size=40)


@settings(max_examples=60, deadline=None)
@given(values=SCORES, alpha=st.floats(0.01, 0.5), seed=st.integers(0, 3))
def test_a_bound_and_its_p_value_are_two_sides_of_one_thing(values, alpha, seed):
    found = mean_distribution(values, resamples=4000, seed=seed)
    upper, lower = found.upper(alpha), found.lower(alpha)
    step = 1e-9 + 0.002 * np.ptp(values)
    assert lower <= upper
    if found.means.size and alpha > 0.02 and found.means[0] < lower and upper < found.means[-1]:
        assert found.p_below(upper + step) <= alpha + 0.02
        assert found.p_below(upper - step) >= alpha - 0.02
        assert found.p_above(lower - step) <= alpha + 0.02
        assert found.p_above(lower + step) >= alpha - 0.02


def test_p_values_fall_as_the_value_moves_away():
    found = mean_distribution(np.random.default_rng(1).beta(0.5, 2, 60) * 100)
    values = np.linspace(0, 100, 41)
    below, above = [found.p_below(value) for value in values], [found.p_above(value) for value in values]
    assert below == sorted(below, reverse=True)
    assert above == sorted(above)
    assert below[0] == pytest.approx(1, abs=1e-3)
    assert below[-1] < 3e-3
    assert found.p_below(found.mean) == pytest.approx(0.5, abs=0.1)


def test_an_interval_is_two_bounds():
    found = mean_distribution(np.random.default_rng(2).exponential(10, 50))
    assert found.interval(0.9) == pytest.approx((found.lower(0.05), found.upper(0.05)))


def test_equal_values_are_certain_and_one_unit_tells_nothing():
    found = mean_distribution([3.0] * 5)
    assert (found.lower(0.01), found.upper(0.01), found.interval(0.99)) == (3.0, 3.0, (3.0, 3.0))
    assert (found.p_below(3.1), found.p_below(3.0), found.p_above(2.9), found.p_above(3.0)) == (0, 1, 0, 1)
    assert mean_distribution([3.0]) is None
    assert mean_distribution([]) is None
    assert mean_distribution([3.0, 4.0], ["a", "a"]) is None


@pytest.mark.parametrize("alpha", [0, 1, -1, float("nan")])
def test_shares_out_of_range_are_refused(alpha):
    found = mean_distribution([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        found.upper(alpha)
    with pytest.raises(ValueError, match="between 0 and 1"):
        found.interval(alpha)
