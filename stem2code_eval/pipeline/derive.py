"""A run made from answers that are at hand: extracted, drawn and scored as in any run, and nobody is asked.

What is believed is for the caller to say, by the answers, the votes and the recipe that it gives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.data.task import Task
from stem2code_eval.models.prices import Price
from stem2code_eval.models.stored import StoredAnswers
from stem2code_eval.pipeline.aggregate import Results
from stem2code_eval.pipeline.judging import Judging
from stem2code_eval.pipeline.manifest import Manifest, build_manifest
from stem2code_eval.pipeline.progress import Progress
from stem2code_eval.pipeline.runner import Run, execute
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.store import Store
from stem2code_eval.render.types import Limits, Renderer, RenderSettings

_CONCURRENCY = 8


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a run is made, but for who answers; see `build_manifest`."""

    task: Task
    metrics: Mapping[str, Mapping[str, Any]]
    """As they are here."""
    limits: Limits
    settings: RenderSettings
    protocol: str
    seed: int
    judging: Judging
    """Nobody in it can be asked."""
    scorer: Scorer | None = None
    """What scores where the registry's metrics do not do."""
    subjects: Sequence[str] = ()
    limit: int | None = None
    repeats: int = 1
    max_pixels: int | None = None
    price: Price | None = None

    def manifest(self, model: str, identity: Mapping[str, Any]) -> Manifest:
        """Return the manifest of the run, made here and now of the answers of a model."""
        return build_manifest(
            task=self.task,
            subjects=self.subjects,
            limit=self.limit,
            seed=self.seed,
            model_name=model,
            model_identity=identity,
            metrics=self.metrics,
            limits=self.limits,
            settings=self.settings,
            protocol=self.protocol,
            repeats=self.repeats,
            max_pixels=self.max_pixels,
            price=self.price,
            judging=self.judging.to_json(),
        )


def derive(
    recipe: Recipe,
    answers: StoredAnswers,
    manifest: Manifest,
    folder: Path,
    open_renderer: Callable[[Limits, RenderSettings], Renderer],
    progress: Progress,
) -> Results:
    """Make a run folder from answers, and return the content of its `results.json`.

    Args:
        recipe: how.
        answers: to the figures of the task.
        manifest: as the recipe returns it, perhaps with more in it.
        folder: becomes the run folder; there may be votes of judges in it, and what attempts without an answer cost.
        open_renderer: starts a sandbox.
        progress: told about every sample.

    Raises:
        UserError: there is no sandbox, or the disk is full.
        Interrupted: Ctrl-C or SIGTERM.
    """
    run = Run(
        recipe.task,
        answers,
        lambda: open_renderer(recipe.limits, recipe.settings),
        manifest,
        recipe.limits,
        recipe.settings,
        _CONCURRENCY,
        recipe.repeats,
        recipe.max_pixels,
        price=recipe.price,
        judging=recipe.judging if recipe.judging.metrics else None,
    )
    with Store(folder, progress.say) as store:
        return execute(run, store, progress, recipe.scorer)
