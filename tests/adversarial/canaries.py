"""Secrets and files planted on the host, which no program may read or change."""

import io
import os
import secrets
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from stem2code_eval.render.types import Rendering

VARIABLE = "STEM2CODE_TEST_SECRET"
_FACTS = ("st_mode", "st_uid", "st_gid", "st_size", "st_mtime_ns", "st_ino", "st_nlink")


def facts(path: Path) -> tuple[int, ...]:
    """Return what must not change of a file or folder: mode, owner, size, time of change, inode, links."""
    status = path.lstat()
    return tuple(getattr(status, name) for name in _FACTS)


@dataclass
class Canaries:
    """Planted files, all with one token in them, and a process of the same user."""

    token: str
    files: list[Path]
    process: subprocess.Popen[bytes]
    before: dict[Path, tuple[tuple[int, ...], bytes]] = field(default_factory=dict)

    def remember(self) -> None:
        self.before = {path: (facts(path), path.read_bytes()) for path in self.files}

    def changed(self) -> list[str]:
        """Return the planted files that are not as they were, and the process if it has ended."""
        found = []
        for path, (status, content) in self.before.items():
            if not path.exists():
                found.append(f"{path} is gone")
            elif facts(path) != status or path.read_bytes() != content:
                found.append(f"{path} was changed: {facts(path)} instead of {status}")
        if self.process.poll() is not None:
            found.append(f"the canary process ended with {self.process.returncode}")
        return found

    def seen_in(self, renderings: Iterable[Rendering]) -> list[str]:
        """Return where the token comes up in anything that left the jail."""
        token = self.token.encode()
        return [
            rendering.message or rendering.log[:200]
            for rendering in renderings
            if token in rendering.log.encode("utf-8", "replace")
            or token in rendering.message.encode("utf-8", "replace")
            or token in (rendering.png or b"")
            or token in _decoded(rendering)
        ]


def _decoded(rendering: Rendering) -> bytes:
    if rendering.png is None:
        return b""
    with Image.open(io.BytesIO(rendering.png)) as image:
        return image.convert("RGB").tobytes()


def _reference_image(path: Path, token: str) -> None:
    """Write a picture whose pixels and bytes hold the token, as a run keeps its references."""
    pixels = np.frombuffer(token.encode() * 3, np.uint8)[: len(token) * 3].reshape(-1, 1, 3)
    Image.fromarray(np.ascontiguousarray(pixels)).save(path, compress_level=0)


@contextmanager
def planted(folder: Path, owner: int | None = None) -> Iterator[Canaries]:
    """Plant files in `folder` and in the home folder, an environment variable, and a process.

    Args:
        folder: an empty folder that every account may enter.
        owner: uid that shall own the files in `folder` and the process; None means our own, home folder included.
    """
    token = "TOKEN" + secrets.token_hex(16)
    run = folder / "runs" / "baseline" / "references"
    run.mkdir(parents=True)
    files = [folder / "readable.txt", folder / "private.txt"]
    if owner is None:
        files.append(Path.home() / f".stem2code-canary-{secrets.token_hex(4)}")
    for path in files:
        path.write_text(token)
        path.chmod(0o644 if path.name == "readable.txt" else 0o600)
    _reference_image(run / "0.png", token)
    files.append(run / "0.png")
    if owner is not None:
        for path in [*folder.rglob("*"), folder]:
            os.chown(path, owner, owner)
    identity = {} if owner is None else {"user": owner, "group": owner, "extra_groups": []}
    sleeper = subprocess.Popen(["/bin/sleep", "3600"], env={VARIABLE: token}, cwd="/", **identity)
    os.environ[VARIABLE] = token
    canaries = Canaries(token, files, sleeper)
    canaries.remember()
    try:
        yield canaries
    finally:
        os.environ.pop(VARIABLE, None)
        sleeper.kill()
        sleeper.wait()
        if owner is None:
            files[2].unlink(missing_ok=True)


def must_have(sandbox: str) -> bool:
    """Say whether this machine is required to have a sandbox, so that its absence is a failure."""
    required = os.environ.get("STEM2CODE_REQUIRE_SANDBOXES", "").split(",")
    return sandbox in required or (sandbox == "docker" and os.environ.get("STEM2CODE_REQUIRE_DOCKER") == "1")
