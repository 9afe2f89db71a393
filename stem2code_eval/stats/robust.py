"""The standard error of a mean over clusters, and how much it can be trusted: its degrees of freedom.

With few clusters, or some that are much larger than the rest, the usual cluster-robust error is too small and varies a
lot, and "clusters less one" flatters it. The error is therefore CR2 (Bell and McCaffrey, "Bias reduction in standard
errors for linear regression with multi-stage samples", Survey Methodology 2002), which is unbiased for independent
figures, and its degrees of freedom are Satterthwaite's for figures that are as alike within clusters as they are seen
to be (Imbens and Kolesár, "Robust standard errors in small samples", Review of Economics and Statistics 2016). For a
mean both have closed forms. With clusters of one size they are s / sqrt(c) of the c cluster means, and c - 1.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Units:
    """Clusters of figures (a figure that stands for itself is one of them), each reduced to three numbers."""

    sums: Floats
    counts: Floats
    squares: Floats
    """Sums of squared distances from the cluster's own mean."""

    @property
    def mean(self) -> float:
        """Mean over all figures."""
        return float(self.sums.sum() / self.counts.sum())

    def robust_error(self) -> float:
        """Return the CR2 standard error of the mean; at least two units are needed."""
        residuals = self.sums - self.counts * self.mean
        shares = self.counts / self.counts.sum()
        return math.sqrt(float(np.sum(residuals**2 / (1 - shares)))) / float(self.counts.sum())

    def freedom(self) -> float:
        """Return the degrees of freedom of `robust_error`, between 1 and the number of units less one."""
        most = len(self.sums) - 1.0
        if self.counts.min() == self.counts.max():
            return most
        shares = self.counts / self.counts.sum()
        alike = self.counts * (1 + (self.counts - 1) * self.likeness())
        both = np.outer(alike, shares)
        spread = np.diag(alike) - both - both.T + alike.sum() * np.outer(shares, shares)
        spread /= np.sqrt(np.outer(1 - shares, 1 - shares))
        return min(most, max(1.0, float(np.trace(spread) ** 2 / np.sum(spread**2))))

    def likeness(self) -> float:
        """Return the intraclass correlation by analysis of variance, 0 to 1: how alike figures of one cluster are.

        Where no cluster has two figures, or all figures are equal, it is 0.
        """
        total, units = float(self.counts.sum()), len(self.sums)
        if total == units:
            return 0.0
        within = float(self.squares.sum()) / (total - units)
        away = self.sums / self.counts - self.mean
        between = float(np.sum(self.counts * away**2)) / (units - 1)
        size = (total - float(np.sum(self.counts**2)) / total) / (units - 1)
        shared = max(0.0, (between - within) / size)
        return shared / (shared + within) if shared + within > 0 else 0.0
