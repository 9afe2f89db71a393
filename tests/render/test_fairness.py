"""Limits on a machine whose pace changes: told from what programs use, by a script in the place of the jail."""

from dataclasses import dataclass, field

import pytest

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.decide import Overrun, Verdict
from stem2code_eval.render.fairness import Pace, Referee
from stem2code_eval.render.types import Limits, Rendering

LIMITS = Limits(cpu_s=30, wall_s=60)
YARDSTICK_S = 0.1


@dataclass
class Machine:
    """Runs programs that are named after what they need: CPU and sleeping seconds, at the best pace."""

    pace: float = 1.0
    """How many times longer than at its best it takes."""
    paces: list[float] = field(default_factory=list)
    """Of the next runs of programs, where they differ."""
    runs: list[tuple[str, Pace]] = field(default_factory=list)
    """The yardstick left out."""

    def attempt(self, program: str, pace: Pace) -> Verdict:
        if "plt" in program:
            return Verdict(Rendering(Outcome.OK, cpu_s=YARDSTICK_S * self.pace), recycle=False)
        self.runs.append((program, pace))
        slowdown = self.paces.pop(0) if self.paces else self.pace
        needed, asleep = (float(word) for word in program.split())
        all_of_it = Overrun(needed * slowdown, asleep, ended=True)
        if not all_of_it.excused(LIMITS, pace.stop):
            cpu_s = min(needed * slowdown, LIMITS.cpu_s * pace.stop)
            asleep = min(asleep, LIMITS.wall_s + 0.1 - cpu_s / pace.stop)
            return self._timeout(Overrun(cpu_s, asleep, ended=False))
        if not all_of_it.excused(LIMITS, pace.judge):
            return self._timeout(all_of_it)
        return Verdict(Rendering(Outcome.OK, cpu_s=needed * slowdown), recycle=False)

    def _timeout(self, overrun: Overrun) -> Verdict:
        return Verdict(Rendering(Outcome.TIMEOUT, cpu_s=overrun.cpu_s), recycle=True, overrun=overrun)


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def referee(machine):
    referee = Referee(machine.attempt, LIMITS)
    assert referee.slowdown() == 1.0
    return referee


def outcome(referee: Referee, program: str) -> str:
    return str(referee.run(program).rendering.outcome)


@pytest.mark.parametrize("pace", [1.0, 1.3, 1.6, 1.9, 2.5, 3.5])
def test_no_pace_of_the_machine_changes_an_outcome(machine, referee, pace):
    machine.pace = pace
    assert {needed: outcome(referee, f"{needed} 0") for needed in (1, 18, 27, 35, 51, 1000)} == {
        1: "ok",
        18: "ok",
        27: "ok",
        35: "timeout",
        51: "timeout",
        1000: "timeout",
    }


@pytest.mark.parametrize("pace", [1.0, 1.5, 3.0])
def test_sleep_counts_as_it_is_and_work_at_the_best_pace(machine, referee, pace):
    machine.pace = pace
    assert outcome(referee, "20 36") == "ok"
    assert outcome(referee, "0.2 80") == "timeout"
    assert outcome(referee, "20 45") == "timeout"


def test_a_machine_that_is_slow_for_a_moment_is_asked_again(machine, referee):
    machine.paces = [1.5, 1.8]
    assert outcome(referee, "25 0") == "ok"
    assert [pace.stop for _, pace in machine.runs] == [2, 1, 1]


def test_endless_programs_run_once(machine, referee):
    assert outcome(referee, "1000 0") == "timeout"
    assert outcome(referee, "0.1 1000") == "timeout"
    assert outcome(referee, "5 1000") == "timeout"
    assert len(machine.runs) == 3


def test_a_program_is_not_excused_by_a_machine_that_measures_absurdly_slow(machine, referee):
    machine.pace = 1000.0
    assert outcome(referee, "290 0") == "timeout"


def test_a_yardstick_that_does_not_work_excuses_nothing(machine):
    failed = Verdict(Rendering(Outcome.OUT_OF_MEMORY), recycle=True)

    def attempt(program: str, pace: Pace) -> Verdict:
        return failed if "plt" in program else machine.attempt(program, pace)

    referee = Referee(attempt, LIMITS)
    assert referee.slowdown() == 1.0
    assert [outcome(referee, program) for program in ("20 0", "40 0")] == ["ok", "timeout"]
