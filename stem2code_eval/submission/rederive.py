"""A run done again from its answers: the same pipeline, with a file in the place of the model.

Programs are taken from the answers, drawn in the sandbox and scored as in any run; references are drawn here. Judges
are not asked: their votes are taken from the bundle, each under the key that binds it to the pair it was cast on, so
that a vote on another picture counts as none.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.data.task import Task
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.pair import describe
from stem2code_eval.metrics.protocol import Metric
from stem2code_eval.models.replay import Replay
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.judging import VOTES, make_judging
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.progress import Progress
from stem2code_eval.pipeline.protocols import get_protocol
from stem2code_eval.pipeline.records import VoteRow
from stem2code_eval.pipeline.runner import Run, execute
from stem2code_eval.pipeline.store import Store, read_manifest
from stem2code_eval.render.types import Renderer


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a run was made, but for its model."""

    task: Task
    protocol: str
    metrics: Sequence[str]
    seed: int
    repeats: int
    judges: Mapping[str, Any]
    """As a manifest holds them; empty for none."""
    configured: Mapping[str, Metric]
    """Metrics that stand in for those of the registry, by name."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A run folder that was made here."""

    folder: Path
    fingerprint: str | None
    """Of the renderer; None where nothing was drawn."""
    backend: str | None
    """The sandbox that it was drawn in."""
    results: dict[str, Any]


def rederive(
    recipe: Recipe,
    responses: Path,
    votes: Sequence[VoteRow],
    folder: Path,
    open_renderer: Callable[[], Renderer],
    progress: Progress,
) -> Derived:
    """Do a run again from its answers, in the new folder `folder`.

    Args:
        recipe: how.
        responses: a JSONL file as `replay/` takes it.
        votes: of judges.
        folder: becomes a run folder; it is the caller's to remove.
        open_renderer: starts a sandbox with the limits and settings of the protocol.
        progress: told about every sample.

    Raises:
        UserError: there is no sandbox, or an answer is there twice.
        Interrupted: Ctrl-C or SIGTERM.
    """
    protocol = get_protocol(recipe.protocol)
    model = Replay(str(responses))
    judging = make_judging(JudgeChoice(), {"judges": recipe.judges})
    manifest = build_manifest(
        task=recipe.task,
        subjects=(),
        limit=None,
        seed=recipe.seed,
        model_name="replay",
        model_identity=model.identity,
        metrics=describe(tuple(recipe.metrics), recipe.configured),
        limits=protocol.limits,
        settings=protocol.settings,
        protocol=recipe.protocol,
        repeats=recipe.repeats,
        judging=judging.to_json(),
    )
    run = Run(
        recipe.task,
        model,
        open_renderer,
        manifest,
        protocol.limits,
        protocol.settings,
        concurrency=8,
        repeats=recipe.repeats,
        judging=judging if judging.metrics else None,
    )
    with Store(folder, progress.say) as store:
        (folder / VOTES).write_text("".join(json.dumps(vote.to_json()) + "\n" for vote in votes), "ascii")
        results = execute(run, store, progress, BatchingScorer(recipe.configured) if recipe.configured else None)
    drew = (read_manifest(folder) or manifest)["renderer"]
    return Derived(folder, drew["fingerprint"], drew["backend"], results)
