"""A bundle's run done again from its answers, here.

Of the bundle only the answers are taken, and the judges' votes, each under the key that binds it to the pair it was
cast on, so that a vote on another picture counts as none. Limits and settings are the protocol's, metrics are those of
this machine, references are drawn from the task's own files, and nobody is asked.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.data.task import Task
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.pair import describe
from stem2code_eval.metrics.protocol import Metric
from stem2code_eval.models.replay import Replay
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.derive import Recipe, derive
from stem2code_eval.pipeline.judging import VOTES, make_judging
from stem2code_eval.pipeline.progress import Progress
from stem2code_eval.pipeline.protocols import get_protocol
from stem2code_eval.pipeline.store import read_manifest
from stem2code_eval.render.types import Limits, Renderer, RenderSettings
from stem2code_eval.submission import form
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.votes import stored


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
    bundle: Bundle,
    task: Task,
    folder: Path,
    open_renderer: Callable[[Limits, RenderSettings], Renderer],
    progress: Progress,
    configured: Mapping[str, Metric],
) -> Derived:
    """Do a bundle's run again, in the new folder `folder`.

    Args:
        bundle: what was submitted; its protocol and its metrics are known here.
        task: its figures, from this machine.
        folder: becomes a run folder; it is the caller's to remove.
        open_renderer: starts a sandbox.
        progress: told about every sample.
        configured: metrics that stand in for those of the registry, by name.

    Raises:
        UserError: there is no sandbox, or an answer is there twice.
        Interrupted: Ctrl-C or SIGTERM.
    """
    told = bundle.manifest
    protocol = get_protocol(told.protocol)
    recipe = Recipe(
        task=task,
        metrics=describe(tuple(told.metrics), configured),
        limits=protocol.limits,
        settings=protocol.settings,
        protocol=protocol.name,
        seed=told.seed,
        judging=make_judging(JudgeChoice(), {"judges": told.judges}),
        scorer=BatchingScorer(configured) if configured else None,
        repeats=told.repeats,
    )
    answers = Replay(str(bundle.folder / form.RESPONSES))
    manifest = recipe.manifest("replay", answers.identity)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / VOTES).write_text("".join(json.dumps(stored(vote).to_json()) + "\n" for vote in bundle.votes), "ascii")
    results = derive(recipe, answers, manifest, folder, open_renderer, progress)
    drew = (read_manifest(folder) or manifest)["renderer"]
    return Derived(folder, drew["fingerprint"], drew["backend"], results)
