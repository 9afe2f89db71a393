"""Wheels for the image, fetched on the host: containers reach no package registry, and need none."""

import shutil
from pathlib import Path

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision.cache import Say, lock, make_cache_root, step
from stem2code_eval.render.provision.pip import run_pip
from stem2code_eval.render.provision.resources import requirements_file, requirements_sha256

IMAGE_PYTHON = "3.11"
"""The image's Python; the host's may be another."""
OLDEST_GLIBC, NEWEST_GLIBC = 17, 28
"""Minor versions of glibc 2 whose manylinux wheels the image takes; pip matches each tag exactly."""
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


def fetch_wheels(say: Say, machine: str) -> Path:
    """Return a folder with every pinned wheel for the image, fetching them the first time.

    Args:
        say: Takes a line for each step.
        machine: The Docker daemon's architecture, in its own spelling or the kernel's.

    Raises:
        UserError: Unknown architecture, or the package registry is out of reach.
    """
    folder = make_cache_root() / wheel_folder_name(machine)
    marker = folder / "complete"
    with lock("wheels", say):
        if not marker.exists():
            shutil.rmtree(folder, ignore_errors=True)
            with step(say, "fetching the wheels of the image (about 130 MB)"):
                run_pip(download_arguments(machine, folder), make_cache_root() / "pip")
            marker.touch()
    return folder


def wheel_folder_name(machine: str) -> str:
    """Return the cache folder's name for the pinned wheels of one architecture."""
    tag = IMAGE_PYTHON.replace(".", "")
    return f"wheels-{requirements_sha256()[:12]}-cp{tag}-{_normal(machine)}"


def download_arguments(machine: str, folder: Path) -> list[str]:
    """Return the arguments for pip that fetch wheels for the image's Python and `machine` into `folder`."""
    abi = "cp" + IMAGE_PYTHON.replace(".", "")
    arguments = ["download", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    arguments += ["--implementation", "cp", "--python-version", IMAGE_PYTHON]
    arguments += [part for tag in (abi, "abi3", "none") for part in ("--abi", tag)]
    platforms = [
        "manylinux2014",
        *(f"manylinux_2_{minor}" for minor in range(OLDEST_GLIBC, NEWEST_GLIBC + 1)),
    ]
    arguments += [part for name in platforms for part in ("--platform", f"{name}_{_normal(machine)}")]
    return [*arguments, "--dest", str(folder), "-r", str(requirements_file())]


def _normal(machine: str) -> str:
    try:
        return _MACHINES[machine.lower()]
    except KeyError:
        raise UserError(
            f"no renderer image for {machine}: wheels are pinned for x86_64 and aarch64; use another sandbox"
        ) from None
