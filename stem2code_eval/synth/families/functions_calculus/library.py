"""Functions that the calculus figures draw, each as numpy source, as a Python function and as mathtext."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """A function with a stretch of the x axis on which it makes a good picture.

    Attributes:
        source: numpy expression in `x`.
        f: the function.
        slope: its derivative.
        text: the right-hand side of y = ..., as mathtext.
        start: left end of the picture's curve.
        end: right end.
    """

    source: str
    f: Callable[[float], float]
    slope: Callable[[float], float]
    text: str
    start: float
    end: float


POSITIVE = (
    Function("x**2 / 4 + 1", lambda x: x * x / 4 + 1, lambda x: x / 2, r"\frac{1}{4}x^2+1", -0.6, 4.2),
    Function("np.sqrt(x) + 1", lambda x: math.sqrt(x) + 1, lambda x: 0.5 / math.sqrt(x), r"\sqrt{x}+1", 0.0, 5.4),
    Function("4 / x", lambda x: 4 / x, lambda x: -4 / x**2, r"\frac{4}{x}", 0.75, 5.5),
    Function("np.exp(x / 3)", lambda x: math.exp(x / 3), lambda x: math.exp(x / 3) / 3, r"e^{x/3}", -0.8, 4.8),
    Function("np.sin(x) + 2", lambda x: math.sin(x) + 2, math.cos, r"\sin x+2", -0.6, 6.0),
    Function(
        "4 - (x - 2)**2 / 2",
        lambda x: 4 - (x - 2) ** 2 / 2,
        lambda x: 2 - x,
        r"4-\frac{1}{2}(x-2)^2",
        -0.6,
        4.6,
    ),
    Function(
        "(x - 1) * (x - 3) * (x - 5) / 6 + 3",
        lambda x: (x - 1) * (x - 3) * (x - 5) / 6 + 3,
        lambda x: (3 * x * x - 18 * x + 23) / 6,
        "f(x)",
        0.2,
        5.8,
    ),
    Function(
        "np.cos(x / 2) * 2 + 2.5",
        lambda x: math.cos(x / 2) * 2 + 2.5,
        lambda x: -math.sin(x / 2),
        "f(x)",
        -0.6,
        6.2,
    ),
)
"""Functions that are positive where they are drawn."""
