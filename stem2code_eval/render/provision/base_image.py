"""The image to start from: pulled where a registry answers, else made with debootstrap."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
import requests
from docker import DockerClient

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision.cache import Say, make_cache_root, step
from stem2code_eval.render.provision.commands import last_lines, run_tool

PUBLIC_BASE = "python:3.11-slim"
SUITE = "bookworm"
"""The Debian release whose own Python is `IMAGE_PYTHON`."""
LOCAL_BASE = f"stem2code-base:{SUITE}"
REGISTRY_TIMEOUT_S = 20
"""Silence after which a registry counts as out of reach."""
_RUN_TIME = ("proc/*", "sys/*", "dev/*", "tmp/*", "var/cache/*", "var/lib/apt/lists/*", "var/log/*")
_MANUALS = ("usr/share/doc/*", "usr/share/man/*", "usr/share/info/*", "usr/share/locale/*", "debootstrap")


def ensure_base(client: DockerClient, say: Say) -> str:
    """Return the name of a base image with Python 3.11, getting one if the daemon has none.

    Raises:
        UserError: No registry answers and debootstrap cannot be used or failed.
    """
    for name in (LOCAL_BASE, PUBLIC_BASE):
        if has_image(client, name):
            return name
    if _pull(client, say):
        return PUBLIC_BASE
    _debootstrap(client, say)
    return LOCAL_BASE


def has_image(client: DockerClient, name: str) -> bool:
    """Say whether the daemon has an image of that name and tag."""
    try:
        client.images.get(name)
    except docker.errors.ImageNotFound:
        return False
    return True


def _pull(client: DockerClient, say: Say) -> bool:
    try:
        with step(say, f"pulling {PUBLIC_BASE}"), _timeout(client, REGISTRY_TIMEOUT_S):
            client.images.pull(PUBLIC_BASE)
    except (docker.errors.APIError, requests.exceptions.RequestException):
        say("  no container registry answers")
        return False
    return True


@contextmanager
def _timeout(client: DockerClient, seconds: int) -> Iterator[None]:
    before, client.api.timeout = client.api.timeout, seconds
    try:
        yield
    finally:
        client.api.timeout = before


def _debootstrap(client: DockerClient, say: Say) -> None:
    tool = shutil.which("debootstrap", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if os.geteuid() != 0 or tool is None:
        raise UserError(
            "no container registry answers, and a base image can only be made by root with debootstrap: "
            "run `apt install debootstrap` and this command as root, or `docker load` an image named "
            f"{PUBLIC_BASE}"
        )
    with tempfile.TemporaryDirectory(prefix="base-", dir=make_cache_root(), ignore_cleanup_errors=True) as folder:
        root = Path(folder, "root")
        root.mkdir(mode=0o755)
        try:
            with step(say, f"making a Debian {SUITE} base image with debootstrap"):
                options = ["--variant=minbase", "--include=python3,python3-venv"]
                made = run_tool([tool, *options, SUITE, str(root)])
                if made.returncode != 0:
                    raise UserError(f"debootstrap failed: {last_lines(made.stdout + made.stderr)}")
                _import(client, root)
        finally:
            _remove(root)


def _import(client: DockerClient, root: Path) -> None:
    """Turn a folder into an image, without what only a running system or a reader of manuals needs."""
    repository, _, tag = LOCAL_BASE.partition(":")
    with tempfile.TemporaryFile(dir=root.parent) as archive:
        excluded = [f"--exclude=./{pattern}" for pattern in _RUN_TIME + _MANUALS]
        subprocess.run(
            ["/bin/tar", "--numeric-owner", *excluded, "-C", str(root), "-c", "."], stdout=archive, check=True
        )
        archive.seek(0)
        client.api.import_image_from_data(archive, repository=repository, tag=tag)


def _remove(root: Path) -> None:
    """Delete a Debian tree, never reaching through a mount that a failed debootstrap left in it."""
    for mount in ("proc", "sys"):
        run_tool(["/bin/umount", "--recursive", "--quiet", str(root / mount)])
    run_tool(["/bin/rm", "-rf", "--one-file-system", str(root)])
