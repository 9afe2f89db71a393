"""What a user may say about a model beside its name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stem2code_eval.data.sample import Sample
from stem2code_eval.errors import UserError
from stem2code_eval.registry import did_you_mean


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Options of `create_model`; each backend takes those that concern it."""

    base_url: str | None = None
    """Address of an OpenAI-compatible server, up to and with `/v1`."""
    api_key_env: str | None = None
    """Name of the environment variable that holds the key; None for `OPENAI_API_KEY`."""
    sampling: Mapping[str, Any] = field(default_factory=dict)
    """Sampling parameters from `--gen-args`, sent as they are; nothing is added to them."""
    model_args: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of the backend itself from `--model-args`."""
    samples: Mapping[str, Sample] = field(default_factory=dict, repr=False)
    """The samples by id. Only the control that answers with the reference program reads them."""
    concurrency: int = 8
    """Requests in flight at once, at least 1."""
    request_timeout_s: float = 1800.0
    """Seconds for one attempt, from sending to the last byte."""
    idle_timeout_s: float = 600.0
    """Seconds of silence within an attempt; a server that does not stream is silent until its answer is there, and only
    has to keep to the other two."""
    total_timeout_s: float = 7200.0
    """Seconds for one answer, over all its attempts and the waits between them."""
    max_retries: int = 6
    """Attempts after the first one."""
    seed: int = 0
    """Of the spread of the waits between attempts."""

    def __post_init__(self) -> None:
        if self.concurrency < 1:
            raise UserError(f"The concurrency must be at least 1, not {self.concurrency}.")
        for name in ("request", "idle", "total"):
            seconds = getattr(self, f"{name}_timeout_s")
            if not seconds > 0:
                raise UserError(f"The {name} time-out must be above 0 s, not {seconds}.")
        if self.max_retries < 0:
            raise UserError(f"The number of retries must be at least 0, not {self.max_retries}.")


def check_model_args(model: str, options: ModelOptions, known: Iterable[str]) -> None:
    """Refuse model arguments that the backend would not read.

    Raises:
        UserError: an argument is unknown; the message names the nearest known one.
    """
    names = sorted(known)
    for name in options.model_args:
        if name not in names:
            hint = did_you_mean(name, names) if names else " It takes none."
            raise UserError(f'{model} has no model argument "{name}".{hint}')
