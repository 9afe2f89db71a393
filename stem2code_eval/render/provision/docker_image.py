"""The renderer's Docker image; its name follows from its content: a change never runs under an old name."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import docker
from docker import DockerClient

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_bytes, sha256_json
from stem2code_eval.render.provision.base_image import ensure_base, has_image
from stem2code_eval.render.provision.cache import Say, lock, make_cache_root, step
from stem2code_eval.render.provision.commands import last_lines
from stem2code_eval.render.provision.resources import runner_sources
from stem2code_eval.render.provision.wheels import IMAGE_PYTHON, fetch_wheels
from stem2code_eval.resources import sandbox_folder

REPOSITORY = "stem2code-renderer"
LABEL = "stem2code-eval.base"
"""Image label that tells which base image was used."""
_LISTED = ("requirements.txt", "fonts.toml", "Dockerfile")
_BUILD_TIMEOUT_S = 1800


def image_tag() -> str:
    """Return the image's name: `stem2code-renderer:` and a hash of all that this package puts into it."""
    folder = sandbox_folder()
    files = [*(folder / name for name in _LISTED), *runner_sources()]
    content = {path.relative_to(folder).as_posix(): sha256_bytes(path.read_bytes()) for path in files}
    return f"{REPOSITORY}:{sha256_json({'python': IMAGE_PYTHON, 'files': content})[:16]}"


def find_image(client: DockerClient) -> str | None:
    """Return `image_tag()` if the daemon has that image, else `None`."""
    tag = image_tag()
    return tag if has_image(client, tag) else None


def build_image(client: DockerClient, say: Say, base: str | None = None) -> str:
    """Build the image and return its name; what has not changed since the last build is reused.

    Args:
        client: A daemon that answers.
        say: Takes a line for each step.
        base: An image with Python 3.11 to start from; found or made when `None`.

    Raises:
        UserError: Wheels or base image cannot be had, or the build failed; the sentence tells at which step.
    """
    tag = image_tag()
    with lock("renderer image", say):
        wheels = fetch_wheels(say, client.info()["Architecture"])
        base = base or ensure_base(client, say)
        with step(say, f"building {tag} from {base}"):
            _build(client, tag, base, wheels)
    return tag


def _build(client: DockerClient, tag: str, base: str, wheels: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="context-", dir=make_cache_root()) as folder:
        _assemble_context(Path(folder), wheels)
        events = client.api.build(
            path=folder,
            tag=tag,
            buildargs={"BASE": base},
            labels={LABEL: base},
            network_mode="none",
            rm=True,
            forcerm=True,
            timeout=_BUILD_TIMEOUT_S,
            decode=True,
        )
        try:
            _follow(events)
        except docker.errors.DockerException as error:
            raise UserError(f"the Docker daemon stopped the build of {tag}: {error}") from error


def _assemble_context(folder: Path, wheels: Path) -> None:
    source = sandbox_folder()
    for name in _LISTED:
        shutil.copy(source / name, folder)
    (folder / "wheels").mkdir()
    for wheel in sorted(wheels.glob("*.whl")):
        (folder / "wheels" / wheel.name).hardlink_to(wheel)
    for path in runner_sources():
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _follow(events: Iterable[dict[str, str]]) -> None:
    """Read the daemon's account of the build to its end.

    Raises:
        UserError: A step failed.
    """
    output = ""
    for event in events:
        output += event.get("stream", "")
        if "error" in event:
            raise UserError(f"building the renderer image failed: {last_lines(output, 5)} | {event['error']}")
