"""Our tasks for inspect_ai, registered by entry point: `inspect eval stem2code_eval/figures --model ...`.

The model is asked as by our own run (the picture, then the question, with inspect_ai's sampling), and its answer is
scored by the same stages: same extraction, same sandbox, same metrics, same intervals.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import anyio.to_thread
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, ContentImage, ContentText, ModelOutput
from inspect_ai.scorer import Metric, SampleScore, Score, Target, metric, scorer
from inspect_ai.scorer import Scorer as InspectScorer
from inspect_ai.solver import TaskState, generate

from stem2code_eval.integrations.inspect.session import Answered, Choice, Session, load
from stem2code_eval.pipeline.records import ScoreRow

_FINISH_REASONS = {"max_tokens": "length", "model_length": "length", "unknown": None}
"""inspect_ai's words for why an answer ended, where ours are others."""


@metric
def over_figures(seed: int = 0) -> Metric:
    """The mean over figures with our 95 % interval, clustered by source; the numbers of our `results.json`.

    Args:
        seed: of the bootstrap.
    """
    from stem2code_eval.pipeline.aggregate import clusters_of
    from stem2code_eval.stats.intervals import mean_with_interval

    def measure(scores: Sequence[SampleScore]) -> dict[str, float]:
        figures = [(str(each.sample_id), (each.sample_metadata or {}).get("source")) for each in scores]
        found = mean_with_interval([each.score.as_float() for each in scores], clusters_of(figures), seed=seed)
        if found is None:
            return dict.fromkeys(("mean", "low", "high"), math.nan)
        ends = [math.nan if end is None else end for end in (found.low, found.high)]
        return {"mean": found.mean, "low": ends[0], "high": ends[1]}

    return measure


def redrawing(session: Session) -> InspectScorer:
    """Return the scorer of a task: it draws the program in an answer and compares it with the figure, 0 to 100.

    A figure that could not be scored by a fault that is not the model's is left unscored, with the reason.
    """

    @scorer(metrics={"*": [over_figures()]})
    def redrawn() -> InspectScorer:
        async def score(state: TaskState, target: Target) -> Score:
            work = partial(session.evaluate, str(state.sample_id), state.epoch, answered(state.output))
            return as_score(*await anyio.to_thread.run_sync(work))

        return score

    return redrawn()


def answered(output: ModelOutput) -> Answered:
    """Return what inspect_ai got from a model as our stages take it."""
    if output.error or not output.choices:
        return Answered("", None, output.error or "the model returned nothing")
    reason = str(output.stop_reason)
    return Answered(output.completion, _FINISH_REASONS.get(reason, reason), None)


def as_score(row: ScoreRow, program: str | None) -> Score:
    """Return a row of scores as inspect_ai has it; NaN where a metric has no value."""
    about = {"outcome": row.outcome, "flags": row.flags, "reasons": row.reasons, "diagnostics": row.diagnostics}
    if not row.covered:
        return Score.unscored(reason="scoring_failed", explanation=f"{row.outcome}: {row.message}", metadata=about)
    values = {name: math.nan if value is None else value for name, value in row.metrics.items()}
    return Score(value=values, answer=program, explanation=row.message or row.outcome, metadata=about)


@task
def figures(
    task: str = "stem_figures",
    split: str | None = None,
    subjects: str | None = None,
    figures: int | None = None,
    seed: int = 0,
    metrics: str | None = None,
    sandbox: str = "auto",
    workers: int | None = None,
) -> Task:
    """Any of our tasks, or a folder with samples.jsonl.

    Args:
        task: a task's name, or a folder.
        split: a split of the task.
        subjects: only these, separated by commas.
        figures: at most so many, balanced over the subjects, as our `--limit` chooses them.
        seed: of that choice.
        metrics: separated by commas; the task's own if left out.
        sandbox: auto, docker, bubblewrap or native.
        workers: programs drawn at once.
    """
    choice = Choice(task, split, _words(subjects), figures, seed, _words(metrics), sandbox, workers)
    session, ours = load(choice)
    return Task(
        dataset=MemoryDataset([*map(partial(_sample, session), session.references)], name=ours.name),
        solver=generate(),
        scorer=redrawing(session),
        version=ours.version,
        metadata={"dataset_hash": ours.dataset_hash, "prompt_hash": ours.prompt_hash, "split": ours.split},
    )


def _sample(session: Session, drawn: tuple[Any, Any]) -> Sample:
    entry, reference = drawn
    sample = entry.sample
    shown = [ContentImage(image=str(session.picture(reference))), ContentText(text=session.task.prompt)]
    return Sample(
        id=entry.id,
        input=[ChatMessageUser(content=shown)],
        metadata={"subject": sample.subject, "level": sample.level, "source": sample.source},
    )


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())
