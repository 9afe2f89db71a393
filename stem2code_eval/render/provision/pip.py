"""Running pip, wherever this machine has one; nothing is installed into the user's own environment."""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision.commands import last_lines, run_tool
from stem2code_eval.render.provision.interpreter import own_interpreter

_MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH", "PYTHONHOME")
"""Settings that would send packages elsewhere; the user's index, proxy and certificates are kept."""


def run_pip(arguments: Sequence[str], tools: Path) -> None:
    """Run pip with `arguments`.

    Args:
        arguments: What follows `pip`.
        tools: Folder for a virtual environment with pip, made only where this machine has no pip at hand.

    Raises:
        UserError: There is no pip, or it failed; the sentence carries its last lines.
    """
    command = [*_pip_command(tools), "--disable-pip-version-check", "--no-input", *arguments]
    done = run_tool(command, env=_environment())
    if done.returncode != 0:
        raise UserError(f"pip failed: {last_lines(done.stderr)}")


def _pip_command(tools: Path) -> list[str]:
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    own = str(own_interpreter())
    if _works([own, "-m", "pip"]):
        return [own, "-m", "pip"]
    command = [str(tools / "bin" / "python"), "-m", "pip"]
    if not _works(command):
        made = run_tool([own, "-m", "venv", "--clear", str(tools)])
        if made.returncode != 0 or not _works(command):
            raise UserError(f"{own} has neither pip nor ensurepip; install one (Debian: apt install python3-venv)")
    return command


def _works(command: Sequence[str]) -> bool:
    try:
        return run_tool([*command, "--version"], env=_environment()).returncode == 0
    except OSError:
        return False


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _MISLEADING}
