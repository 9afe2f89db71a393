"""Prepare every sandbox that this machine can have, and say for each of the others what is in the way."""

from collections.abc import Callable
from dataclasses import dataclass

from stem2code_eval.errors import UserError
from stem2code_eval.render.jail import SandboxUnavailable
from stem2code_eval.render.provision.docker_image import build_image
from stem2code_eval.render.provision.environment import ensure_environment


@dataclass(frozen=True, slots=True)
class Preparation:
    """What became of one part."""

    part: str
    ready: bool
    detail: str


def prepare(say: Callable[[str], None]) -> list[Preparation]:
    """Build the renderer's Python environment and, where a Docker daemon answers, its image.

    Args:
        say: takes one line a step.
    """
    return [_environment(say), _image(say)]


def _environment(say: Callable[[str], None]) -> Preparation:
    try:
        environment = ensure_environment(say)
    except UserError as error:
        return Preparation("environment", False, str(error))
    return Preparation("environment", True, f"{environment.root} (Python {environment.python_version})")


def _image(say: Callable[[str], None]) -> Preparation:
    from stem2code_eval.render.launchers.docker import connect

    try:
        client = connect()
    except SandboxUnavailable as error:
        return Preparation("image", False, str(error))
    try:
        return Preparation("image", True, build_image(client, say))
    except UserError as error:
        return Preparation("image", False, str(error))
    finally:
        client.close()
