"""One figure of a task."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure to be seen and redrawn.

    At least one of `image_path` and `reference_code` is set; without an image file the reference program,
    rendered in the sandbox, makes the picture.
    """

    id: str
    """Unique in its task."""
    subject: str = "unspecified"
    level: int | None = None
    """Difficulty, 1 (easy) to 3 (hard) in our own tasks; whatever the source says elsewhere."""
    source: str | None = None
    """The figure's origin; samples of one source are not independent of each other."""
    image_path: str | None = None
    """Path of the picture shown to the model (PNG, JPEG, ...). As text: Python remembers the parts of every `Path`."""
    reference_code: str | None = None
    """A matplotlib program that draws the figure."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Further columns of the row, carried along unread (facts, family, seed, question, ...)."""
