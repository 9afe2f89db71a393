"""Whether a program passed a limit by its own doing, or because the machine was slow.

A CPU second is no constant: beside others, or on a virtual machine whose host is crowded, the same work takes more of
them. What decides is therefore a program's cost at the best pace that this machine has shown, told by a yardstick.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.decide import Overrun, Verdict
from stem2code_eval.render.gate import Gate
from stem2code_eval.render.types import Limits


@dataclass(frozen=True, slots=True)
class Pace:
    """How many times more CPU time than at its best a machine is taken to need."""

    stop: float
    """A program is stopped where it passes a limit even at this pace."""
    judge: float
    """One that comes to its end is judged by what it would have needed at the best pace."""


AT_BEST = Pace(stop=1.0, judge=1.0)
_BESIDE_OTHERS = Pace(stop=2.0, judge=1.0)
_NO_HURRY = Pace(stop=100.0, judge=100.0)

Attempt = Callable[[str, Pace], Verdict]
"""Runs a program."""

_YARDSTICK = """
total = 0
for i in range(300_000):
    total += i * i
import matplotlib.pyplot as plt
plt.plot([0, 1, 0], label="a")
plt.legend()
plt.show()
"""
"""Computes and draws, some 0.1 s of CPU time."""
_MEASUREMENTS = 3
_LONGEST_SLOWDOWN = 8.0
"""Beyond it, a machine's pace excuses nothing more."""
_NOTABLE_SLOWDOWN = 1.15
"""A measurement below it may be chance."""
_MARGIN = 1.25
"""How much slower than measured the machine may have been while a program ran."""
_TRIES_ALONE = 2


class Referee:
    """Runs programs, and those that a slow machine may have cheated of their time once more, with nothing beside them.

    Args:
        attempt: what runs a program.
        limits: for every program, at the machine's best pace.
    """

    def __init__(self, attempt: Attempt, limits: Limits) -> None:
        self._attempt, self._limits = attempt, limits
        self._gate = Gate()
        self._best_s = math.inf

    def run(self, program: str) -> Verdict:
        """Return the verdict on a program.

        Raises:
            Whatever `attempt` raises.
        """
        with self._gate.together():
            verdict = self._attempt(program, _BESIDE_OTHERS)
            doubtful = verdict.overrun is not None and self._doubtful(verdict.overrun)
        if not doubtful:
            return verdict
        with self._gate.alone():
            for _ in range(_TRIES_ALONE):
                slowdown = self.slowdown()
                verdict = self._attempt(program, Pace(slowdown, slowdown))
                if verdict.overrun is None:
                    break
        return verdict

    def _doubtful(self, overrun: Overrun) -> bool:
        if overrun.ended:
            return overrun.excused(self._limits, _BESIDE_OTHERS.stop)
        if overrun.excused(self._limits, 1.0):
            return True
        if not overrun.excused(self._limits, _LONGEST_SLOWDOWN):
            return False
        slowdown = self.slowdown()
        return slowdown > _NOTABLE_SLOWDOWN and overrun.excused(self._limits, slowdown * _MARGIN)

    def slowdown(self) -> float:
        """Measure how many times longer than at its best this machine now takes, 1 to `_LONGEST_SLOWDOWN`.

        Takes some tenths of a second. The best is that of all measurements so far: the first should come early, when
        little else goes on.

        Raises:
            Whatever `attempt` raises.
        """
        verdicts = [self._attempt(_YARDSTICK, _NO_HURRY) for _ in range(_MEASUREMENTS)]
        costs = [verdict.rendering.cpu_s for verdict in verdicts if verdict.rendering.outcome is Outcome.OK]
        if not costs:
            return 1.0
        self._best_s = min(self._best_s, *costs)
        return min(median(costs) / self._best_s, _LONGEST_SLOWDOWN)
