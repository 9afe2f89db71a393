"""The standard error of a mean over clusters, and how much it can be trusted: its degrees of freedom.

With few clusters, or some that are much larger than the rest, the usual cluster-robust error is too small and varies
much, and "clusters less one" flatters it. The error is therefore CR2, its degrees of freedom Satterthwaite's, both as
for independent figures (Bell and McCaffrey, "Bias reduction in standard errors for linear regression with
multi-stage samples", Survey Methodology 2002; Imbens and Kolesár, "Robust standard errors in small samples", Review of
Economics and Statistics 2016). For a mean both have closed forms. With clusters of one size they are s / sqrt(c) of the
c cluster means, and c - 1.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Units:
    """Clusters of figures (a figure that stands for itself is one of them), each reduced to two numbers."""

    sums: Floats
    counts: Floats

    def robust_error(self) -> float:
        """Return the CR2 standard error of the mean over all figures; at least two units are needed."""
        total = float(self.counts.sum())
        residuals = self.sums - self.counts * (float(self.sums.sum()) / total)
        return math.sqrt(float(np.sum(residuals**2 / (1 - self.counts / total)))) / total

    def freedom(self) -> float:
        """Return the degrees of freedom of `robust_error`, between 1 and the number of units less one."""
        most = len(self.sums) - 1.0
        if self.counts.min() == self.counts.max():
            return most
        shares = self.counts / self.counts.sum()
        lifted = shares**2 / (1 - shares)
        return min(most, max(1.0, 1 / float(np.sum(shares**2) + np.sum(lifted) ** 2 - np.sum(lifted**2))))
