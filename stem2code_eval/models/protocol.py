"""What a model backend is: something that answers a prompt and a picture with text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    more_images: tuple[Picture, ...] = ()
    """Pictures after `image`. Only backends that say `takes_any_pictures` are sent some, or none at all."""
    response_format: Mapping[str, Any] | None = None
    """The form of the answer, as OpenAI-compatible servers take it; None leaves it open."""

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
    extra: dict[str, Any] = field(default_factory=dict)


class ModelError(Exception):
    """The server or the network failed; the sample ends as `model_error` and is asked again on the next run.

    Attributes:
        status: the HTTP status with which a server refused the request; None where there was none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


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
