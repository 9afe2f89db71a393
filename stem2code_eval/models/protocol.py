"""What a model backend is: something that answers a prompt and a picture with text."""

from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. It never holds the reference program."""

    sample_id: str
    prompt: str
    image: bytes
    """The encoded picture, as it is sent."""
    media_type: str
    """MIME type of `image`, such as `image/png`."""


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
    """The server or the network failed; the sample ends as `model_error` and is asked again on the next run."""


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


@runtime_checkable
class Starting(Protocol):
    """A backend whose start takes long and can go on while other things are prepared."""

    def start(self) -> None:
        """Begin to start, without waiting; `generate` waits, and starts what was not. Idempotent."""
        ...
