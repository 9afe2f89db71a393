"""`stem2code-eval lmms`: lmms-eval's own command line with our tasks on its path, and an honest exit code."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval import __version__
from stem2code_eval.errors import ExitCode, IncompleteError, UserError
from stem2code_eval.integrations.lmms.names import PREFIX, include_path, our_tasks, ours_among
from stem2code_eval.integrations.lmms.report import read_report
from stem2code_eval.integrations.lmms.settings import Settings
from stem2code_eval.models.local.packages import installed
from stem2code_eval.pipeline.terminal import plain

PYTHON_VARIABLE = "STEM2CODE_LMMS_PYTHON"
_HAS_OURS = "import stem2code_eval; print(stem2code_eval.__version__)"
_ASKS = ("list", "list_groups", "list_subtasks", "list_tags")
"""What `--tasks` may say besides names: lmms-eval prints something and ends."""
_ENDED_BY_SIGNAL = 128


@dataclass(frozen=True, slots=True)
class _Ended:
    """How our tasks ended, as the process told."""

    done: dict[str, dict[str, Any]]
    """Task to its `coverage`, `outcomes` and `folder`."""
    errors: list[dict[str, Any]]


def launch(words: Sequence[str], settings: Settings, python: str | None, min_coverage: float) -> int:
    """Run lmms-eval and return its exit code where it asked for none of our tasks, else 0, or 128 + a signal's number.

    Args:
        words: arguments of lmms-eval.
        settings: for our side of its process.
        python: an interpreter that has lmms-eval and this package; None takes `STEM2CODE_LMMS_PYTHON`, then this one.
        min_coverage: per cent of figures that need a result.

    Raises:
        UserError: lmms-eval is missing, or the arguments cannot be right.
        IncompleteError: a task of ours has no results, or too few.
    """
    interpreter = _find_python(python or os.environ.get(PYTHON_VARIABLE) or sys.executable)
    wanted = _wanted(words)
    with tempfile.TemporaryDirectory(prefix="stem2code-lmms-") as folder:
        report = Path(folder) / "report.jsonl"
        report.touch()
        told = settings.model_copy(update={"report": report})
        command = [interpreter, "-m", "lmms_eval", *words]
        if wanted is not None:
            command += ["--include_path", str(include_path())]
        code = _run(command, {**os.environ, **told.in_environment()})
        lines = read_report(report)
    if wanted is None or code >= _ENDED_BY_SIGNAL:
        return code
    ended = _Ended(
        {line["task"]: line for line in lines if "task" in line}, [line for line in lines if "error" in line]
    )
    _refuse(wanted, ended, code, min_coverage)
    return int(ExitCode.DONE)


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run to the end; Ctrl-C reaches the child too, which is awaited."""
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                continue
            return code if code >= 0 else _ENDED_BY_SIGNAL - code


def _wanted(words: Sequence[str]) -> list[str] | None:
    """Return our tasks that the arguments ask for; None where they ask for no evaluation.

    Raises:
        UserError: none of our tasks, or an include path of the user's own.
    """
    options = {word.partition("=")[0] for word in words}
    if options & {"--include_path"}:
        raise UserError("--include_path is set by stem2code-eval lmms; call lmms-eval itself to set another.")
    if "--config" in options:
        return our_tasks() if "--tasks" not in options else _named(words)
    if not words or (words[0] != "eval" and not words[0].startswith("-")) or options & {"-h", "--help", "--tui"}:
        return None
    return _named(words)


def _named(words: Sequence[str]) -> list[str] | None:
    named = _value_of("--tasks", words)
    if named in _ASKS:
        return []
    found = ours_among((named or "").split(","))
    if not found:
        raise UserError(
            f"--tasks {named or 'is missing and'} names none of our tasks; they are {', '.join(our_tasks())}."
        )
    return found


def _value_of(option: str, words: Sequence[str]) -> str | None:
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == option:
            return value if equals else "".join(words[at + 1 : at + 2])
    return None


def _refuse(wanted: Sequence[str], ended: _Ended, code: int, min_coverage: float) -> None:
    if code == int(ExitCode.USAGE):
        raise UserError("lmms-eval refused its arguments (above).")
    for name in wanted:
        task = ended.done.get(name.removeprefix(PREFIX))
        if task is None:
            if ended.errors:
                raise _as_error(ended.errors[0])
            raise IncompleteError(f"lmms-eval ended (exit code {code}) without results of {name}; it says why above.")
        if task["coverage"] < min_coverage:
            counts = ", ".join(f"{outcome} {number}" for outcome, number in task["outcomes"].items())
            raise IncompleteError(
                f"{name}: coverage is {task['coverage']:.1f} %, below {min_coverage:g} % ({counts}; {task['folder']}). "
                "Repeat the command to ask again, or accept this with --min-coverage."
            )
    if code:
        raise IncompleteError(f"lmms-eval ended with exit code {code}; it says why above.")


def _as_error(line: dict[str, Any]) -> UserError:
    error = UserError(plain(line["error"], 1000))
    error.exit_code = ExitCode(line["exit_code"])
    return error


def _find_python(chosen: str) -> str:
    found = shutil.which(Path(chosen).expanduser())
    if found is None:
        raise UserError(f"--python {chosen}: there is no such program.")
    python = os.path.abspath(found)  # not resolved: the interpreter of a virtual environment is a link
    try:
        has_lmms = "lmms-eval" in installed([python], ("lmms-eval",))
        ours = subprocess.run([python, "-c", _HAS_OURS], capture_output=True, text=True, check=False, timeout=120)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise UserError(f"--python {python} is no Python interpreter that works ({plain(str(error))}).") from error
    if not has_lmms:
        raise UserError(
            f"{python} has no lmms-eval; install it there (pip install 'stem2code-eval[lmms]'), or name the Python of "
            f"an environment that has it by --python or {PYTHON_VARIABLE}."
        )
    if ours.stdout.strip() != __version__:
        has = f"stem2code-eval {ours.stdout.strip()}" if ours.returncode == 0 else "no stem2code-eval"
        raise UserError(f"{python} has {has}; install version {__version__} there, beside lmms-eval.")
    return python
