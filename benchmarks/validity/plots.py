"""How scores fall with the grade of damage, per metric."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np

from validity.statistics import Row

matplotlib.use("agg")
SHOWN = ("pixel", "ssim", "elements", "reconstruction")


def plot(rows: Sequence[Row], metrics: Sequence[str], path: Path) -> None:
    """Write box plots: equivalents, and damages by grade, one panel per metric of `SHOWN`."""
    import matplotlib.pyplot as plt

    chosen = [name for name in metrics if name in SHOWN]
    figure, panels = plt.subplots(1, len(chosen), figsize=(3.2 * len(chosen), 3.6), sharey=True, layout="constrained")
    for panel, name in zip(np.atleast_1d(panels), chosen, strict=True):
        grades = [None, 1, 2, 3, 4, 5]
        values = [
            [value for _, _, grade, found in rows if grade == each and (value := found.get(name)) is not None]
            for each in grades
        ]
        panel.boxplot(values, tick_labels=["same", "1", "2", "3", "4", "5"], whis=(1, 99), flierprops={"markersize": 2})
        panel.set_title(name)
        panel.set_xlabel("grade of damage")
        panel.grid(axis="y", alpha=0.3)
    np.atleast_1d(panels)[0].set_ylabel("score")
    figure.savefig(path, dpi=110)
    plt.close(figure)
