"""What the host asks of a launcher, and the layers without which nothing runs."""

from dataclasses import dataclass
from typing import Any, Protocol

from stem2code_eval.render.channel import Channel
from stem2code_eval.render.types import Limits


class SandboxUnavailable(Exception):
    """A launcher cannot work on this machine; the text says why and what would mend it."""


class Launcher(Protocol):
    """One way of starting the runner in a jail."""

    @property
    def name(self) -> str:
        """`docker`, `bubblewrap` or `native`."""
        ...

    @property
    def description(self) -> str:
        """The name for people, with what is special about it on this machine."""
        ...

    @property
    def requirements_sha256(self) -> str:
        """Hash of the pinned packages that the runner will import."""
        ...

    @property
    def own_memory_group(self) -> bool:
        """Whether each jail has a memory group of its own, whose kills the runner may count."""
        ...

    def launch(self, limits: Limits) -> Channel:
        """Start one jail.

        Raises:
            JailGone: it could not be started, and may be a moment later.
            SandboxUnavailable: it cannot be started before somebody mends something.
        """
        ...

    def shortage(self, limits: Limits) -> str:
        """Say what this machine lacks to give a program its limits, such as free disk; empty when nothing."""
        ...

    def close(self) -> None:
        """Release what the launcher itself holds, in bounded time; its jails have been closed before. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class Layers:
    """What holds a program, as the runner found by trying to get out."""

    landlock_abi: int
    seccomp: bool
    own_uid: bool
    files_hold: bool
    sockets_hold: bool

    @classmethod
    def from_ready(cls, header: dict[str, Any]) -> "Layers":
        """Read the layers from the runner's first frame; what it does not mention is missing."""
        found = header.get("layers", {})
        return cls(
            int(found.get("landlock_abi", 0)),
            bool(found.get("seccomp")),
            bool(found.get("own_uid")),
            bool(found.get("files_hold")),
            bool(found.get("sockets_hold")),
        )

    def missing(self, needs_landlock: bool) -> list[str]:
        """Return the layers without which no program may run."""
        gone = []
        if needs_landlock and not (self.landlock_abi and self.files_hold):
            gone.append("a file layer (Landlock, Linux 5.13 or later)")
        if not (self.seccomp and self.sockets_hold):
            gone.append("a system-call layer (seccomp)")
        return gone

    def spoken(self) -> str:
        """Return the layers as a phrase for people."""
        parts = [f"Landlock ABI {self.landlock_abi}" if self.landlock_abi else "no Landlock"]
        parts.append("seccomp" if self.seccomp else "no seccomp")
        parts.append("a uid of its own" if self.own_uid else "the caller's uid")
        return ", ".join(parts)
