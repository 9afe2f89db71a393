"""What the host asks of a launcher, and the layers without which nothing runs."""

from typing import Protocol

from pydantic import BaseModel, ConfigDict

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


class Layers(BaseModel):
    """What holds a program, as the runner found by trying to get out; what it does not mention is missing."""

    model_config = ConfigDict(strict=True, frozen=True)

    landlock_abi: int = 0
    seccomp: bool = False
    own_uid: bool = False
    files_hold: bool = False
    sockets_hold: bool = False

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
