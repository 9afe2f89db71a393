"""From what the user chose to judges that can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.judge.judge import Judge
from stem2code_eval.judge.rubric import METRIC_OF, Kind, read_rubrics
from stem2code_eval.judge.spec import JudgeSpec
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import Model, takes_any_pictures
from stem2code_eval.models.registry import create_model

NOBODY = "none"
"""The name by which `score` takes a run's judges away."""


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """What the user said about judges; see `stem2code_eval.cli.options` for each."""

    image: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    base_url: str | None = None
    api_key_env: str | None = None
    sampling: Mapping[str, Any] = field(default_factory=dict)
    prompts: Path | None = None
    votes: int = 1
    concurrency: int = 8
    prices: Path | None = None
    """Table of prices; None takes the user's own, if there is one."""

    def __post_init__(self) -> None:
        if self.votes < 1:
            raise UserError(f"The number of votes must be at least 1, not {self.votes}.")

    @property
    def named(self) -> tuple[str, ...]:
        """The metrics that the chosen judges give."""
        return tuple(metric for kind, metric in METRIC_OF.items() if self.names(kind) not in ((), (NOBODY,)))

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Return the judges of one kind."""
        return self.image if kind == "image" else self.code


@dataclass(frozen=True, slots=True)
class Panel:
    """The judges of one metric, ready to be asked."""

    spec: JudgeSpec
    judges: tuple[Judge, ...]
    concurrency: int
    """Requests to each judge under way at once."""


def make_panels(choice: JudgeChoice) -> dict[str, Panel]:
    """Return metric name to panel, for the kinds of judge that were chosen.

    One backend serves all panels that name it, so that its requests are bounded together.

    Raises:
        UserError: a model is unknown, cannot judge, or is named twice; or the prompts cannot be read.
    """
    if not choice.image and not choice.code:
        return {}
    rubrics = read_rubrics(choice.prompts)
    models: dict[str, Model] = {}
    panels: dict[str, Panel] = {}
    for kind, metric in METRIC_OF.items():
        names = choice.names(kind)
        if not names or names == (NOBODY,):
            continue
        if len(set(names)) < len(names):
            raise UserError(f"The {kind} judge {max(names, key=names.count)} is named twice; ask for --judge-votes.")
        for name in names:
            if name not in models:
                models[name] = _judging_model(name, choice)
        rubric = rubrics[kind]
        spec = JudgeSpec(
            metric=metric,
            names=names,
            identities=tuple(models[name].identity for name in names),
            rubric=rubric,
            votes=choice.votes,
        )
        panels[metric] = Panel(spec, tuple(Judge(models[name], rubric) for name in names), choice.concurrency)
    return panels


def _judging_model(name: str, choice: JudgeChoice) -> Model:
    options = ModelOptions(
        base_url=choice.base_url,
        api_key_env=choice.api_key_env,
        sampling=choice.sampling,
        concurrency=choice.concurrency,
    )
    model = create_model(name, options)
    if not takes_any_pictures(model):
        raise UserError(
            f"{name} cannot judge: it takes exactly one picture a question. Name a judge such as openai/NAME."
        )
    return model
