"""The closed forms for a mean against the general formulas for a regression, written out with matrices."""

import numpy as np
import pytest
from numpy.typing import NDArray

from stem2code_eval.stats.distribution import mean_distribution, units_of
from stem2code_eval.stats.power import paired_sd

VALUES = [1.0, 2.0, 4.0, 8.0, 9.0, 30.0, 31.0, 35.0, 29.0, 2.5]
CLUSTERS = ["a", "a", "b", "c", "c", "d", "d", "d", "d", "e"]


def by_matrices(values: list[float], clusters: list[str]) -> tuple[float, float]:
    """CR2 error of a mean and its degrees of freedom (Bell and McCaffrey 2002)."""
    y, labels = np.array(values), np.array(clusters)
    n = len(y)
    design = np.ones((n, 1))
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    residuals, variance, columns = y - hat @ y, 0.0, []
    for label in dict.fromkeys(clusters):
        inside = labels == label
        block = np.eye(inside.sum()) - hat[np.ix_(inside, inside)]
        lift = inverse_root(block) @ design[inside] / n
        variance += (residuals[inside] @ lift).item() ** 2
        columns.append(((np.eye(n) - hat)[:, inside] @ lift)[:, 0])
    made = np.array(columns).T
    spread = made.T @ made
    return float(np.sqrt(variance)), float(np.trace(spread) ** 2 / np.trace(spread @ spread))


def inverse_root(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag(values**-0.5) @ vectors.T


def test_error_and_freedom_are_those_of_the_general_formulas() -> None:
    units = units_of(np.array(VALUES), CLUSTERS)
    error, freedom = by_matrices(VALUES, CLUSTERS)
    assert units.robust_error() == pytest.approx(error)
    assert units.freedom() == pytest.approx(freedom)
    assert units.freedom() < len(set(CLUSTERS)) - 1.2


def test_clusters_of_one_size_are_a_t_test_of_their_means() -> None:
    values, clusters = [1.0, 3.0, 4.0, 8.0, 9.0, 20.0], ["a", "a", "b", "b", "c", "c"]
    units = units_of(np.array(values), clusters)
    means = [2.0, 6.0, 14.5]
    assert units.robust_error() == pytest.approx(np.std(means, ddof=1) / np.sqrt(3))
    assert units.freedom() == 2


def test_figures_alone_are_the_textbook_t_test() -> None:
    found = mean_distribution(VALUES)
    assert found is not None
    assert found.standard_error == pytest.approx(np.std(VALUES, ddof=1) / np.sqrt(len(VALUES)))
    assert found.freedom == len(VALUES) - 1
    assert paired_sd([0.0] * len(VALUES), VALUES) == pytest.approx(np.std(VALUES, ddof=1))


def test_one_family_that_holds_nearly_everything_leaves_one_degree_of_freedom() -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(50, 1, 200), [10.0, 90.0, 30.0]])
    units = units_of(values, ["large"] * 200 + ["x", "y", "z"])
    assert 1 <= units.freedom() < 1.5


def test_the_cautious_interval_holds_both() -> None:
    found = mean_distribution(VALUES, CLUSTERS)
    assert found is not None
    low, high = found.cautious_interval(0.95)
    for each in (found.interval(0.95), found.t_interval(0.95)):
        assert low <= each[0] < each[1] <= high
    assert found.t_p_below(found.t_interval(0.9)[1]) == pytest.approx(0.05)
    assert found.t_p_above(found.t_interval(0.9)[0]) == pytest.approx(0.05)


def test_equal_figures_are_certain_by_both() -> None:
    found = mean_distribution([3.0] * 4)
    assert found is not None
    assert found.cautious_interval(0.95) == (3.0, 3.0)
    assert (found.t_p_below(4.0), found.t_p_below(2.0)) == (0.0, 1.0)
