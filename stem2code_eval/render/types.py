"""What goes into the sandbox and what comes out of it."""

from dataclasses import dataclass
from typing import Any, Protocol

from stem2code_eval.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use."""

    cpu_s: float = 30.0
    """CPU seconds, the program's own processes summed."""
    wall_s: float = 60.0
    """Wall-clock seconds; the time in the queue does not count."""
    memory_mb: int = 2048
    """Address space of each process, in MiB."""
    processes: int = 64
    """Processes and threads alive at once."""
    disk_mb: int = 256
    """What the program may leave in its folder at any moment, in MiB."""
    output_kb: int = 4096
    """Bytes of stdout and stderr together before the program is stopped, in KiB; the log keeps the first 64."""


@dataclass(frozen=True, slots=True)
class RenderSettings:
    """How a figure becomes pixels; part of the renderer fingerprint."""

    dpi: int = 150


@dataclass(frozen=True, slots=True)
class Rendering:
    """What the sandbox made of one program."""

    outcome: Outcome
    flags: tuple[str, ...] = ()
    cpu_s: float = 0.0
    wall_s: float = 0.0
    png: bytes | None = None
    """The picture, checked and decoded once on the host; present exactly when `outcome` is `ok`."""
    width: int | None = None
    """Pixels."""
    height: int | None = None
    """Pixels."""
    elements: bytes | None = None
    """The element list as JSON, when the runner recorded one."""
    log: str = ""
    """The program's stdout and stderr, at most 64 kB."""
    message: str = ""
    """One sentence for people: the exception, the limit that was hit, or why the sandbox failed."""


def elements_problem(reference: Rendering | None) -> str:
    """Return why a reference has no element list, as a sentence; empty when it has one.

    Args:
        reference: what the sandbox made of its program; None where there is no program.
    """
    if reference is None:
        return "The reference has no program, and so no element list."
    if reference.png is None:
        said = f": {reference.message.rstrip('.')}" if reference.message else ""
        return f"The reference program ended as {reference.outcome}{said}."
    if reference.elements is None:
        return "The elements of the reference program's figure could not be recorded."
    return ""


class Renderer(Protocol):
    """A pool of jails that turns programs into pictures."""

    @property
    def backend(self) -> str:
        """`docker`, `bubblewrap` or `native`."""
        ...

    @property
    def fingerprint(self) -> str:
        """Hash of all that can change a pixel; equal fingerprints give equal pixels."""
        ...

    @property
    def workers(self) -> int:
        """How many programs are rendered at once."""
        ...

    def render(self, program: str) -> Rendering:
        """Render one program; blocks until done and may be called from many threads at once.

        Never raises for what a program does. A failure of the sandbox itself comes back as `sandbox_error`.
        """
        ...

    def close(self) -> None:
        """End every jail. Idempotent."""
        ...


def as_json(value: Limits | RenderSettings) -> dict[str, Any]:
    """Return limits or settings as the JSON object that the manifest holds."""
    return {name: getattr(value, name) for name in value.__slots__}
