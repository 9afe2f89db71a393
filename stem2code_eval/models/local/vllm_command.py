"""Which vLLM is started, with which arguments, and what of that belongs to the model's identity."""

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.models.local.checkpoint import checkpoint_hash, described
from stem2code_eval.models.local.log import names_a_secret
from stem2code_eval.models.local.packages import installed
from stem2code_eval.pipeline.terminal import plain

_MODULE = "vllm.entrypoints.openai.api_server"
_PACKAGES = ("vllm", "torch", "transformers")
_VERSION_PATIENCE_S = 300
_OURS = {
    "--host": "the server is reached on this machine only",
    "--port": "a free one is taken",
    "--uds": "the server is reached over a port",
    "--api-key": "a random one is made for each run",
    "--model": "it follows vllm/ in --model",
    "--model-tag": "it follows vllm/ in --model",
    "--served-model-name": "it follows vllm/ in --model",
    "--root-path": "the server is reached on this machine only",
    "--ssl-keyfile": "the server is reached on this machine only",
    "--ssl-certfile": "the server is reached on this machine only",
    "--hf-token": "keys belong into the environment, as HF_TOKEN",
    "--config": "write its lines as arguments, so that the run records them",
    "--headless": "the server has to answer",
}


@dataclass(frozen=True, slots=True)
class VllmCommand:
    """How to start a server for one model; the address comes later."""

    program: tuple[str, ...]
    """The words before the user's arguments."""
    arguments: tuple[str, ...]
    """The user's."""
    identity: dict[str, Any]
    """Model, checkpoint or revision, versions, arguments and vLLM's environment variables."""

    def on_port(self, port: int) -> list[str]:
        """Return the whole command for a server on a loopback port."""
        return [*self.program, *self.arguments, "--host", "127.0.0.1", "--port", str(port)]


def find_vllm(model: str, binary: str | None, arguments: str | None) -> VllmCommand:
    """Return the command that serves `model`.

    Args:
        model: a folder or file on this machine, or the name of a repository.
        binary: the `vllm` program or a Python interpreter that has vLLM; None looks beside this interpreter, in PATH,
            and in this environment.
        arguments: the user's, as a shell would read them.

    Raises:
        UserError: there is no vLLM, it cannot say its version, the model's folder is missing, or an argument is one
            that the harness sets.
    """
    words = _checked(arguments or "")
    start = _start(binary)
    as_module = "-m" in start
    program = (*start, "--model", model) if as_module else (*start, "serve", model)
    identity = {
        **_model_identity(model, words),
        "packages": _versions(start),
        "args": [described(word) for word in words],
        "environment": _settings(os.environ),
    }
    return VllmCommand(program, tuple(words), identity)


def _start(binary: str | None) -> tuple[str, ...]:
    if binary is not None:
        found = shutil.which(Path(binary).expanduser())
        if found is None:
            raise UserError(f"--vllm-bin {binary}: there is no such program.")
        # abspath and not resolve: the interpreter of a virtual environment is a link that has to be started as such
        found = os.path.abspath(found)
        return (found, "-m", _MODULE) if Path(found).name.startswith("python") else (found,)
    beside = Path(sys.executable).with_name("vllm")
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("vllm")
    if found is not None:
        return (os.path.abspath(found),)
    if importlib.util.find_spec("vllm") is not None:
        return (sys.executable, "-m", _MODULE)
    raise UserError(
        "vLLM was not found in this Python environment or in PATH; install it (pip install vllm), or name the program "
        "or the interpreter of an environment that has it with --vllm-bin."
    )


def _checked(arguments: str) -> list[str]:
    try:
        words = shlex.split(arguments)
    except ValueError as error:
        raise UserError(f"--vllm-args cannot be read ({error}); check its quotation marks.") from error
    for word in words:
        name = word.partition("=")[0].replace("_", "-")
        if name in _OURS:
            raise UserError(f"--vllm-args: leave {name} out; {_OURS[name]}.")
    return words


def _model_identity(model: str, words: list[str]) -> dict[str, Any]:
    path = Path(model)
    if os.path.exists(path):
        return {"model": path.resolve().name, "checkpoint": checkpoint_hash(path)}
    if model.startswith(("/", ".", "~")) or model.count("/") > 1:
        raise UserError(f"vllm/{model}: there is no such folder.")
    return {"model": model, "revision": _value_of("--revision", words)}


def _settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables that vLLM reads as settings; keys are none."""
    names = sorted(name for name in environment if name.startswith("VLLM_") and not names_a_secret(name))
    return {name: described(environment[name]) for name in names}


def _value_of(option: str, words: list[str]) -> str | None:
    value = None
    for at, word in enumerate(words):
        name, equals, given = word.partition("=")
        if name == option:
            value = given if equals else "".join(words[at + 1 : at + 2])
    return value


def _versions(start: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of vLLM and what it stands on; of a program that is no Python script only its own."""
    python = start[:1] if "-m" in start else _interpreter_of(Path(start[0]))
    if python:
        try:
            found = installed(python, _PACKAGES)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise UserError(f"{' '.join(python)}, which {start[0]} needs, does not work ({_why(error)}).") from error
        if any(name.partition("-")[0] == "vllm" for name in found):
            return found
    if "-m" in start:
        raise UserError(f"{start[0]} has no vLLM; install it there, or name another interpreter with --vllm-bin.")
    try:
        command = [start[0], "--version"]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_VERSION_PATIENCE_S, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        raise UserError(f"{start[0]} --version failed ({_why(error)}); is it vLLM's program?") from error
    return {"vllm": plain(done.stdout.strip().rpartition("\n")[2], 80)}


def _interpreter_of(script: Path) -> tuple[str, ...]:
    """Return the Python interpreter that a script names in its first line; empty where it names none."""
    with script.open("rb") as file:
        first = file.readline(4096)
    words = first[2:].decode("utf-8", "replace").split() if first.startswith(b"#!") else []
    return (words[0],) if len(words) == 1 and Path(words[0]).name.startswith("python") else ()


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        last = (error.stderr or error.stdout or "").strip().rpartition("\n")[2]
        return f"exit code {error.returncode}: {plain(last)}" if last else f"exit code {error.returncode}"
    return plain(str(error))
