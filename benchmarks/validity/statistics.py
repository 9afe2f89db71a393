"""AUC, rank correlations and the scores of equivalents, damages and other figures, per metric."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import mannwhitneyu, spearmanr

METRICS = (
    "raw_ssim", "negative_mse", "pixel", "ssim", "geometry", "text", "topology", "style", "elements", "reconstruction",
)  # fmt: skip
Row = tuple[str, str, int | None, dict[str, float | None]]
"""Figure, kind, grade (None for an equivalent), scores by metric."""


def auc(good: Sequence[float], bad: Sequence[float]) -> float | None:
    """Return how often one of `good` is above one of `bad`, ties half: the area under the ROC curve."""
    if not len(good) or not len(bad):
        return None
    return float(mannwhitneyu(good, bad).statistic / (len(good) * len(bad)))


def summary(rows: Sequence[Row], others: Sequence[dict[str, float | None]]) -> dict[str, Any]:
    """Return what a study found, as JSON, by metric and by kind of variant."""
    return {
        "metrics": {name: _of_metric(rows, others, name) for name in METRICS},
        "kinds": _by_kind(rows),
        "lowest_equivalents": _ranked(rows, True)[:10],
        "highest_corruptions": _ranked(rows, False)[:10],
    }


def _of_metric(rows: Sequence[Row], others: Sequence[dict[str, float | None]], name: str) -> dict[str, Any]:
    good = [value for _, _, grade, found in rows if grade is None and (value := found.get(name)) is not None]
    bad = [value for _, _, grade, found in rows if grade is not None and (value := found.get(name)) is not None]
    correlations = _correlations(rows, name)
    other = [value for found in others if (value := found.get(name)) is not None]
    return {
        "auc": _rounded(auc(good, bad)),
        "spearman": _rounded(float(np.mean(correlations)) if correlations else None),
        "series": len(correlations),
        "equivalents": len(good),
        "corruptions": len(bad),
        "equivalents_over_95": _rounded(float(np.mean(np.array(good) >= 95))) if good else None,
        "equivalents_lowest_1_percent": _rounded(float(np.percentile(good, 1))) if good else None,
        "another_figure_median": _rounded(float(np.median(other))) if other else None,
    }


def _correlations(rows: Sequence[Row], name: str) -> list[float]:
    """Return Spearman's correlation of grade and score, for each figure and kind of damage with three grades or more.

    Grade 0 is the figure itself. Where a metric does not move at all, the correlation counts as 0.
    """
    series: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for figure, kind, grade, found in rows:
        if grade is not None and (value := found.get(name)) is not None:
            series[figure, kind].append((grade, value))
    best = 0.0 if name == "negative_mse" else 1.0 if name == "raw_ssim" else 100.0
    kept = [[(0, best), *points] for points in series.values() if len(points) >= 3]
    return [0.0 if np.ptp([score for _, score in points]) == 0 else float(spearmanr(points)[0]) for points in kept]


def _by_kind(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _, kind, grade, scores in rows:
        value = scores.get("reconstruction")
        if value is not None:
            found[kind]["equivalent" if grade is None else str(grade)].append(value)
    return {
        kind: {
            grade: {"n": len(values), "lowest": _rounded(min(values)), "median": _rounded(float(np.median(values)))}
            for grade, values in sorted(grades.items())
        }
        for kind, grades in sorted(found.items())
    }


def _ranked(rows: Sequence[Row], equivalent: bool) -> list[dict[str, Any]]:
    chosen = [row for row in rows if (row[2] is None) == equivalent and row[3].get("reconstruction") is not None]
    ordered = sorted(chosen, key=lambda row: (row[3]["reconstruction"] or 0.0) * (1 if equivalent else -1))
    return [
        {
            "figure": figure,
            "kind": kind,
            "grade": grade,
            "scores": {name: _rounded(scores.get(name)) for name in METRICS},
        }
        for figure, kind, grade, scores in ordered
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
