"""Do the statistics keep their word on scores like real ones: intervals, false alarms of a gate, and power.

    python benchmarks/interval_coverage.py [--rounds 4000] [--resamples 1000] [--seed 0] [--only WORLD ...]

Prints one JSON object; with `--only`, of some worlds and without a drop. Runs are simulated with a known truth: a
figure's score is 0 where the program does not run (a quarter of the figures, the hard ones more often), else on 0-100
and heaped towards the top; figures of one family go together; two runs agree on which figures are hard. The true mean
and spread come from a million figures of the same generator. `within` says whether a rate meets its bar: 94 to 96 %
for intervals, at most 5 % for false alarms, each give or take two standard errors of the simulation, and observed
power within 5 points of the prediction.
"""

import argparse
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import beta, t

from stem2code_eval.stats.decision import Verdict, decide_drop, decide_drops, whole
from stem2code_eval.stats.intervals import mean_with_interval
from stem2code_eval.stats.paired import paired_difference, paired_distribution
from stem2code_eval.stats.power import figures_needed, minimum_detectable, paired_sd, power

Scores = NDArray[np.float64]
Known = TypeVar("Known")
ALPHA = 0.05
BIG = 200_000
"""Families in the population that gives the truth."""
_QUANTILES = 100 * beta(3.0, 1.2).ppf(np.linspace(0, 1, 4001))


@dataclass(frozen=True)
class World:
    """How runs come about."""

    families: int
    figures: int
    """A family, on average."""
    shared: float = 0.5
    """Share of a figure's difficulty that is its family's."""
    fails: float = 0.25
    """Share of programs that do not run."""
    agreement: float = 0.8
    """Correlation of two runs in what they find hard."""
    loss: float = 0.0
    """How much harder the second run finds every figure, in standard deviations of difficulty."""
    binary: bool = False
    """Scores are 100 where the program runs, as in exec_rate."""
    sizes: tuple[int, ...] = ()
    """Figures of the first family, the second, ... and again from the start; empty where all have `figures`."""

    def draw(self, rng: np.random.Generator, families: int | None = None) -> tuple[Scores, Scores, list[int]]:
        """Return the scores of two runs and the family of each figure."""
        number = families or self.families
        sizes = np.resize(self.sizes or (self.figures,), number)
        common = self._ease(rng, sizes)
        runs = [self._scores(common, self._ease(rng, sizes), loss) for loss in (0.0, self.loss)]
        clusters = np.repeat(np.arange(number), sizes).tolist() if families is None else []
        return runs[0], runs[1], clusters

    def _ease(self, rng: np.random.Generator, sizes: NDArray[np.int_]) -> Scores:
        family = np.repeat(rng.standard_normal(len(sizes)), sizes)
        own = rng.standard_normal(len(family))
        return math.sqrt(self.shared) * family + math.sqrt(1 - self.shared) * own

    def _scores(self, common: Scores, own: Scores, loss: float) -> Scores:
        ease = ndtr(math.sqrt(self.agreement) * common + math.sqrt(1 - self.agreement) * own - loss)
        ran = ease > self.fails
        if self.binary:
            return np.where(ran, 100.0, 0.0)
        place = np.clip((ease - self.fails) / (1 - self.fails), 0, 1)
        return np.where(ran, np.interp(place, np.linspace(0, 1, len(_QUANTILES)), _QUANTILES), 0.0)


SINGLE = World(families=240, figures=1, shared=0.0)
FAMILIES = World(families=48, figures=5)
WORLDS = {
    "240 figures": SINGLE,
    "60 figures": World(families=60, figures=1, shared=0.0),
    "48 families of 5": FAMILIES,
    "20 families of 5": World(families=20, figures=5),
    "20 families of 1 to 9": World(families=20, figures=5, sizes=(1, 2, 3, 4, 5, 6, 7, 8, 9)),
    "20 families, two of them of 20": World(families=20, figures=4, sizes=(20, *[2] * 9)),
    "240 figures, executed or not": World(families=240, figures=1, shared=0.0, binary=True),
    "240 figures, 5 % fail": World(families=240, figures=1, shared=0.0, fails=0.05),
}
GATED = ("240 figures", "48 families of 5", "20 families of 5", "20 families of 1 to 9")
"""Worlds in which the gate's errors and power are looked at."""


@dataclass(frozen=True)
class Truth:
    """What a world's runs are in the long run."""

    base: float
    drop: float

    @staticmethod
    def of(world: World) -> "Truth":
        """Return the means over a population."""
        first, second, _ = world.draw(np.random.default_rng(1), BIG * 5 // world.figures)
        return Truth(float(first.mean()), float((first - second).mean()))


def how_often_held(world: World, rounds: int, resamples: int, seed: int) -> dict[str, float]:
    """Return how often intervals of one run and of the difference of two hold the truth, in per cent."""
    truth = Truth.of(world)
    rng = np.random.default_rng(seed)
    hits = dict.fromkeys(
        (
            *("mean", "difference", "difference by bootstrap", "difference by t"),
            *("difference by CR1", "mean, clusters ignored"),
        ),
        0,
    )
    for turn in range(rounds):
        base, candidate, families = world.draw(rng)
        clusters = families if world.figures > 1 else None
        one = ends(base, clusters, resamples, turn)
        two = known(paired_difference(base, candidate, clusters, resamples=resamples, seed=turn))
        hits["mean"] += one[0] <= truth.base <= one[1]
        hits["difference"] += two.low <= -truth.drop <= two.high
        hits["difference by bootstrap"] += two.bootstrap_low <= -truth.drop <= two.bootstrap_high
        hits["difference by t"] += two.t_low <= -truth.drop <= two.t_high
        hits["difference by CR1"] += abs(two.difference + truth.drop) <= usual_reach(candidate - base, families)
        if clusters is not None:
            naive = ends(base, None, 200, turn)
            hits["mean, clusters ignored"] += naive[0] <= truth.base <= naive[1]
    if world.figures == 1:
        del hits["mean, clusters ignored"]
    return {name: 100 * count / rounds for name, count in hits.items()}


def usual_reach(away: Scores, families: list[int]) -> float:
    """Return half the width of the usual 95 % interval: CR1, the number of clusters less one as degrees of freedom."""
    residuals = np.bincount(families, away - away.mean())
    count = len(residuals)
    error = math.sqrt(count / (count - 1) * float(np.sum(residuals**2))) / len(away)
    return float(t.isf(0.025, count - 1)) * error


def verdicts(world: World, max_drop: float, rounds: int, resamples: int, seed: int) -> dict[str, float]:
    """Return how often each verdict is given, and how often a regression would be by one method alone, in per cent."""
    rng = np.random.default_rng(seed)
    counts = dict.fromkeys((*map(str, Verdict), "regression, bootstrap alone", "regression, t alone"), 0)
    for turn in range(rounds):
        base, candidate, families = world.draw(rng)
        clusters = families if world.figures > 1 else None
        difference = known(paired_distribution(base, candidate, clusters, resamples, turn))
        counts[str(decide_drop(difference, max_drop, ALPHA).verdict)] += 1
        counts["regression, bootstrap alone"] += difference.p_below(-max_drop) <= ALPHA
        counts["regression, t alone"] += difference.t_p_below(-max_drop) <= ALPHA
    return {name: 100 * count / rounds for name, count in counts.items()}


def family_wise(world: World, metrics: int, rounds: int, resamples: int, seed: int) -> float:
    """Return how often any of several metrics without a true drop is called a regression, in per cent."""
    rng = np.random.default_rng(seed)
    alarms = 0
    names = [str(number) for number in range(metrics)]
    for turn in range(rounds):
        runs = [world.draw(rng)[:2] for _ in names]
        found = {
            name: known(paired_distribution(base, candidate, None, resamples, turn))
            for name, (base, candidate) in zip(names, runs, strict=True)
        }
        alarms += whole(decide_drops(found, dict.fromkeys(found, 0.0), ALPHA)) is Verdict.REGRESSION
    return 100 * alarms / rounds


def gate(
    rounds: int,
    resamples: int,
    seed: int,
    names: Sequence[str] = GATED,
    losses: Sequence[float] = (0.0, 0.1, 0.2),
) -> list[dict[str, object]]:
    """Return the gate's errors where the truth lies exactly at what is allowed, and its power beyond that."""
    rows: list[dict[str, object]] = []
    for name in names:
        world = WORLDS[name]
        big = World(**{**world.__dict__, "families": 4000})
        sample = big.draw(np.random.default_rng(2))
        sd = paired_sd(sample[0], sample[1], sample[2])
        count, size = world.families * world.figures, world.figures
        for loss in losses:
            worse = World(**{**world.__dict__, "loss": loss})
            truth = Truth.of(worse)
            at_limit = verdicts(worse, max(0.0, truth.drop), rounds, resamples, seed)
            row: dict[str, object] = {"world": name, "true_drop": truth.drop, "at_the_limit": at_limit}
            row["false_alarms_within"] = at_limit["regression"] <= 100 * ALPHA + slack(ALPHA, rounds)
            if loss:
                row["false_passes_within"] = at_limit["non_inferior"] <= 100 * ALPHA + slack(ALPHA, rounds)
                seen = verdicts(worse, 0.0, rounds, resamples, seed + 1)["regression"]
                pilot = World(**{**worse.__dict__, "families": 4000}).draw(np.random.default_rng(3))
                spread = paired_sd(pilot[0], pilot[1], pilot[2])
                predicted = 100 * power(truth.drop, count, spread, ALPHA, cluster_size=size)
                row |= {"power": seen, "power_predicted": predicted, "power_within": abs(seen - predicted) <= 5}
            rows.append(row)
        least = minimum_detectable(count, sd, cluster_size=size)
        needed = {str(points): figures_needed(points, sd, cluster_size=size) for points in (1, 2, 5)}
        rows.append({"world": name, "sd": sd, "minimum_detectable": least, "figures_needed": needed})
    return rows


def ends(scores: Scores, clusters: list[int] | None, resamples: int, seed: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of one run."""
    found = known(mean_with_interval(scores.tolist(), clusters, resamples=resamples, seed=seed))
    return known(found.low), known(found.high)


def known(value: Known | None) -> Known:
    """Return a value that there is: every world has two clusters."""
    if value is None:
        raise ValueError("a world needs at least two clusters")
    return value


def slack(rate: float, rounds: int) -> float:
    """Return two standard errors of a simulated rate, in points."""
    return 200 * math.sqrt(rate * (1 - rate) / rounds)


def study(rounds: int, resamples: int, seed: int, worlds: dict[str, World] = WORLDS) -> dict[str, object]:
    """Return all tables."""
    started = time.perf_counter()
    intervals = intervals_of(rounds, resamples, seed, worlds)
    several = family_wise(SINGLE, 4, rounds // 2, resamples, seed)
    return {
        **about(rounds, resamples, seed),
        "intervals": intervals,
        "gate": gate(rounds, resamples, seed),
        "four_metrics": {"false_alarms": several, "within": several <= 100 * ALPHA + slack(ALPHA, rounds // 2)},
        "seconds": round(time.perf_counter() - started, 1),
    }


def some(rounds: int, resamples: int, seed: int, names: Sequence[str]) -> dict[str, object]:
    """Return the intervals of some worlds, and the gate's errors where nothing is lost."""
    started = time.perf_counter()
    return {
        **about(rounds, resamples, seed),
        "intervals": intervals_of(rounds, resamples, seed, {name: WORLDS[name] for name in names}),
        "gate": gate(rounds, resamples, seed, names, losses=(0.0,)),
        "seconds": round(time.perf_counter() - started, 1),
    }


def about(rounds: int, resamples: int, seed: int) -> dict[str, object]:
    """Return what was simulated, and how far chance may move a rate."""
    return {"rounds": rounds, "resamples": resamples, "seed": seed, "two_standard_errors": slack(0.05, rounds)}


def intervals_of(rounds: int, resamples: int, seed: int, worlds: dict[str, World]) -> dict[str, object]:
    """Return for each world how often its intervals hold the truth, and whether that is often enough."""
    found: dict[str, object] = {}
    room = slack(0.05, rounds)
    for name, world in worlds.items():
        rates = how_often_held(world, rounds, resamples, seed)
        kept = {key: 94 - room <= rates[key] <= 96 + room for key in ("mean", "difference")}
        found[name] = {"per_cent": rates, "within": kept}
    return found


def main() -> None:
    """Read the options and print the study."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4000)
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", choices=list(WORLDS), metavar="WORLD")
    options = parser.parse_args()
    sizes = (options.rounds, options.resamples, options.seed)
    print(json.dumps(some(*sizes, options.only) if options.only else study(*sizes), indent=1))


if __name__ == "__main__":
    main()
