"""What a run reports, and under which settings: our own metrics, or exactly the numbers of the paper's tables.

The paper is arXiv 2603.10757 (version 2). Its image score is 0 where the program made no picture, its code score is
given whether or not the program runs; its Table 2 averages the two, its Table 5 and text average them with the
execution rate. All means are over all N figures here: a figure that a judge did not score has no result, like one that
the model's server failed on, and lowers coverage; what is known of it, such as that it ran, still counts.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stem2code_eval.data.task import Task
from stem2code_eval.errors import UserError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.registry import did_you_mean
from stem2code_eval.render.types import Limits, RenderSettings, as_json

IMAGE_SCORE, CODE_SCORE, AVG_TWO, AVG_THREE = "image_score", "code_score", "avg_two", "avg_three"
_NO_PROGRAM = frozenset({Outcome.NO_CODE, Outcome.TRUNCATED})
"""Outcomes of responses without a program: there is no code that a judge could score."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """A way of reporting a run."""

    name: str
    reports: tuple[str, ...] = ()
    """Metrics that stand first, in order; the run's own follow."""
    averages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name to the metrics of which it is the mean, for each figure."""
    judged: tuple[str, ...] = ()
    """Metrics without which a figure has no result."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What metrics are called in the table."""
    limits: Limits = field(default_factory=Limits)
    settings: RenderSettings = field(default_factory=RenderSettings)
    own_metrics: bool = True
    """Whether a run that names no metrics computes those of its task."""

    def reported(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the metrics to report for a run that computed `names`, each once."""
        return tuple(dict.fromkeys((*self.reports, *names)))

    def complete(self, rows: Iterable[ScoreRow]) -> Iterator[ScoreRow]:
        """Yield the rows with the averages, and with those left without a result that lack a judge's score."""
        for row in rows:
            yield self._completed(row) if row.covered and self.judged else row

    def _completed(self, row: ScoreRow) -> ScoreRow:
        metrics = {**row.metrics, **_zeros(row)}
        missing = [name for name in self.judged if metrics.get(name) is None]
        if missing:
            why = "; ".join(row.reasons.get(name, f"there is no {name}") for name in missing)
            known = {**metrics, **dict.fromkeys(self.averages)}
            return replace(row, outcome=str(Outcome.JUDGE_ERROR), metrics=known, message=why, key=None)
        for name, parts in self.averages.items():
            values = [value for part in parts if (value := metrics[part]) is not None]
            metrics[name] = sum(values) / len(parts) if len(values) == len(parts) else None
        return replace(row, metrics=metrics)


DEFAULT = Protocol("default")
PAPER = Protocol(
    "paper",
    reports=(IMAGE_SCORE, CODE_SCORE, EXEC_RATE, AVG_TWO, AVG_THREE),
    averages={AVG_TWO: (IMAGE_SCORE, CODE_SCORE), AVG_THREE: (IMAGE_SCORE, CODE_SCORE, EXEC_RATE)},
    judged=(IMAGE_SCORE, CODE_SCORE),
    labels={
        IMAGE_SCORE: "Image",
        CODE_SCORE: "Code",
        EXEC_RATE: "Exec",
        AVG_TWO: "Avg (two)",
        AVG_THREE: "Avg (three)",
    },
    limits=Limits(cpu_s=120.0, wall_s=120.0),
    settings=RenderSettings(dpi=300),
    own_metrics=False,
)
PROTOCOLS = {protocol.name: protocol for protocol in (DEFAULT, PAPER)}


def get_protocol(name: str) -> Protocol:
    """Return the protocol called `name`.

    Raises:
        UserError: there is none; the message holds the nearest.
    """
    if name not in PROTOCOLS:
        raise UserError(f'Unknown protocol "{name}".' + did_you_mean(name, list(PROTOCOLS)))
    return PROTOCOLS[name]


def protocol_of(manifest: Mapping[str, Any]) -> Protocol:
    """Return the protocol of a run; the default one for runs from before there were others.

    Raises:
        UserError: the manifest names one that there is not.
    """
    return get_protocol(manifest.get("protocol", DEFAULT.name))


def refuse_without_judges(protocol: Protocol, judged: Collection[str]) -> None:
    """Raise where the protocol needs judges that were not named.

    Args:
        protocol: of the run.
        judged: the metrics for which there are judges.

    Raises:
        UserError: names the options that are missing.
    """
    options = {IMAGE_SCORE: "--image-judge", CODE_SCORE: "--code-judge"}
    missing = [options[name] for name in protocol.judged if name not in judged]
    if missing:
        raise UserError(
            f"--protocol {protocol.name} is scored by two judges, but {' and '.join(missing)} "
            f"{'are' if len(missing) > 1 else 'is'} not given; name a model for each, such as openai/NAME."
        )


def refuse_without_programs(protocol: Protocol, task: Task) -> None:
    """Raise where the protocol compares code with reference programs and no figure has one.

    Raises:
        UserError: the task has no reference program at all.
    """
    if CODE_SCORE not in protocol.judged:
        return
    found = [sample.reference_code is not None for sample in task.samples]
    if found and not any(found):
        raise UserError(
            f"--protocol {protocol.name} compares code with reference programs, and none of the {len(found)} figures "
            f"of {task.name} has one; use the default protocol for it."
        )


def refuse_other_settings(protocol: Protocol, settings: Mapping[str, Any]) -> None:
    """Raise where a run that has been drawn was drawn under other settings than the protocol's.

    Args:
        protocol: that the run is to be scored by.
        settings: those of the run, as its manifest has them.

    Raises:
        UserError: names the setting.
    """
    wanted = as_json(protocol.settings)
    if protocol.judged and wanted != settings:
        raise UserError(
            f"--protocol {protocol.name} is for pictures of {wanted['dpi']} dpi, and this run was drawn at "
            f"{settings.get('dpi')}; repeat its run command with --protocol {protocol.name} and a new --out."
        )


def chosen_metrics(protocol: Protocol, chosen: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics that a run computes beside those of judges: the user's choice, else the task's own or none."""
    return tuple(chosen) or (tuple(own) if protocol.own_metrics else ())


def chosen_limits(protocol: Protocol, cpu_s: float | None, wall_s: float | None, memory_mb: int | None) -> Limits:
    """Return the protocol's limits with those that the user named in their place."""
    named = {"cpu_s": cpu_s, "wall_s": wall_s, "memory_mb": memory_mb}
    return replace(protocol.limits, **{name: value for name, value in named.items() if value is not None})  # type: ignore[arg-type]


def chosen_settings(protocol: Protocol, dpi: int | None) -> RenderSettings:
    """Return the protocol's render settings with the resolution that the user named in its place."""
    return protocol.settings if dpi is None else replace(protocol.settings, dpi=dpi)


def _zeros(row: ScoreRow) -> dict[str, float | None]:
    """Return the scores that follow from the outcome alone."""
    found: dict[str, float | None] = {}
    if row.outcome != Outcome.OK:
        found[IMAGE_SCORE] = 0.0
    if row.outcome in _NO_PROGRAM:
        found[CODE_SCORE] = 0.0
    return found
