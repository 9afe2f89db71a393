"""What a model backend is: something that answers a prompt and a picture with text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture, as it is sent."""

    data: bytes
    media_type: str
    """MIME type, such as `image/png`."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. To the model under test it never holds the reference program."""

    sample_id: str
    prompt: str
    image: bytes
    """The encoded picture, as it is sent; empty in a question without pictures."""
    media_type: str
    """MIME type of `image`, such as `image/png`."""
    repeat: int | None = None
    """Which of several answers to the same question this is to be, from 0; None where only one is asked for."""
    more_images: tuple[Picture, ...] = ()
    """Pictures after `image`. Only backends that say `takes_any_pictures` are sent some, or none at all."""
    response_format: Mapping[str, Any] | None = None
    """The form of the answer, as OpenAI-compatible servers take it; left out where a server refuses it."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures in order."""
        first = (Picture(self.image, self.media_type),) if self.image else ()
        return (*first, *self.more_images)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the server counted."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt's, those that the server had from before."""
    reasoning_tokens: int = 0
    """Of the completion's, those of thinking."""

    def __add__(self, other: "Usage") -> "Usage":
        """Return the sum of both."""
        return Usage(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def to_json(self) -> dict[str, int]:
        """Return the counts by name; parts that are 0 are left out."""
        whole = {"prompt_tokens": self.prompt_tokens, "completion_tokens": self.completion_tokens}
        parts = {"cached_tokens": self.cached_tokens, "reasoning_tokens": self.reasoning_tokens}
        return whole | {name: count for name, count in parts.items() if count}


@dataclass(frozen=True, slots=True)
class Response:
    """What a model answered."""

    text: str
    finish_reason: str | None = None
    """As the server gave it: `stop`, `length`, ...; None when unknown."""
    usage: Usage | None = None
    reasoning: str | None = None
    """Thinking text that the server kept apart from the answer."""
    latency_s: float = 0.0
    wasted: Usage | None = None
    """What attempts cost that came to nothing before this answer, where the server counted it."""
    extra: dict[str, Any] = field(default_factory=dict)


class ModelError(Exception):
    """The server or the network failed; the sample ends as `model_error` and is asked again on the next run.

    Args:
        message: why, as a sentence.
        usage: what the failed attempts cost, where the server counted it.
    """

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage


class Model(Protocol):
    """A backend. Instances are used by one event loop and closed once."""

    @property
    def name(self) -> str:
        """The name as the user wrote it, such as `openai/gpt-4o`."""
        ...

    @property
    def identity(self) -> dict[str, Any]:
        """Everything that can change an answer, as JSON: model, revision, every sampling parameter; no secrets."""
        ...

    async def generate(self, request: Request) -> Response:
        """Answer one request.

        Raises:
            ModelError: no answer could be had; nothing is stored.
        """
        ...

    async def close(self) -> None:
        """Release what the backend holds."""
        ...


def takes_any_pictures(model: Model) -> bool:
    """Return whether a backend takes requests with several pictures or none, and a form for the answer.

    A backend says so by a class attribute `takes_any_pictures = True`; judges need it.
    """
    return getattr(model, "takes_any_pictures", False) is True
