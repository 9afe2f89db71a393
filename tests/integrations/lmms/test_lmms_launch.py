"""`stem2code-eval lmms` against a stand-in for lmms-eval: what reaches it, and what its end is worth."""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from command_line import invoked

from stem2code_eval.cli import lmms
from stem2code_eval.integrations.lmms.names import include_path

NAME = "stem2code_eval_stem_figures"
ASK = ("--model", "openai", "--tasks", NAME)
FAKE = '''"""A stand-in for lmms-eval: it notes what it got, tells what it is told to tell, and ends likewise."""
import json, os, sys
said = json.loads(os.environ["FAKE_SAYS"])
settings = json.loads(os.environ["STEM2CODE_LMMS"])
with open(os.environ["FAKE_GOT"], "w") as file:
    json.dump({"argv": sys.argv[1:], "settings": settings}, file)
with open(settings["report"], "a") as file:
    file.writelines(json.dumps(line) + "\\n" for line in said["lines"])
if "signal" in said:
    os.kill(os.getpid(), said["signal"])
sys.exit(said["code"])
'''
Invoke = Callable[..., tuple[int, str]]


def done(coverage: float = 100.0, task: str = "stem_figures") -> dict[str, object]:
    return {"task": task, "folder": "runs/x", "coverage": coverage, "outcomes": {"ok": 3, "model_error": 1}}


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run the command with a fake lmms-eval that tells these lines and ends so: exit code, what was said."""
    site = tmp_path / "site"
    (site / "lmms_eval-0.7.3.dist-info").mkdir(parents=True)
    (site / "lmms_eval-0.7.3.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: lmms_eval\nVersion: 0.7.3\n"
    )
    (site / "lmms_eval").mkdir()
    (site / "lmms_eval" / "__init__.py").touch()
    (site / "lmms_eval" / "__main__.py").write_text(FAKE)
    paths = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("FAKE_GOT", str(tmp_path / "got.json"))
    monkeypatch.delenv("STEM2CODE_LMMS_PYTHON", raising=False)
    app = typer.Typer()
    app.command(context_settings=lmms.SETTINGS)(lmms.command)

    def run(*words: str, lines: tuple = (), code: int = 0, **more: int) -> tuple[int, str]:
        monkeypatch.setenv("FAKE_SAYS", json.dumps({"lines": list(lines), "code": code, **more}))
        code, out, err = invoked(app, *words)
        return code, out + err

    return run


def test_options_of_ours_and_arguments_of_lmms_eval(invoke: Invoke, tmp_path: Path) -> None:
    code, _ = invoke("--figures", "5", *ASK, "--limit", "2", "-b", "1", "--image-judge", "openai/j", lines=(done(),))
    got = json.loads((tmp_path / "got.json").read_text())
    assert code == 0
    assert got["argv"] == [*ASK, "--limit", "2", "-b", "1", "--include_path", str(include_path())]
    assert (got["settings"]["figures"], got["settings"]["image_judge"]) == (5, ["openai/j"])


@pytest.mark.parametrize(
    ("lines", "ended", "code", "said"),
    [
        ((), 0, 3, "without results of stem2code_eval_stem_figures"),
        ((done(75.0),), 0, 3, "coverage is 75.0 %, below 100 % (ok 3, model_error 1; runs/x)"),
        ((done(0.0),), 0, 3, "coverage is 0.0 %"),
        ((done(),), 1, 3, "exit code 1"),
        ((), 2, 2, "refused its arguments"),
        (({"error": "No sandbox.", "exit_code": 2},), 0, 2, "No sandbox."),
        (({"error": "Another run.", "exit_code": 4},), 0, 4, "Another run."),
        (({"error": "The disk was full, once.", "exit_code": 2}, done()), 0, 0, ""),
        ((done(task="stem2code"),), 0, 3, "without results of stem2code_eval_stem_figures"),
    ],
)
def test_what_its_end_is_worth(invoke: Invoke, lines: tuple, ended: int, code: int, said: str) -> None:
    found, words = invoke(*ASK, lines=lines, code=ended)
    assert (found, said in words) == (code, True)


def test_a_lower_coverage_can_be_accepted(invoke: Invoke) -> None:
    assert invoke("--min-coverage", "75", *ASK, lines=(done(75.0),))[0] == 0


def test_killed_by_a_signal(invoke: Invoke) -> None:
    assert invoke(*ASK, lines=(done(),), signal=int(signal.SIGKILL))[0] == 137


def test_questions_and_subcommands_pass_through(invoke: Invoke, tmp_path: Path) -> None:
    assert invoke("tasks", "list", code=1)[0] == 1
    assert json.loads((tmp_path / "got.json").read_text())["argv"] == ["tasks", "list"]
    assert invoke("--tasks", "list")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--model", "openai"), "names none of our tasks"),
        (("--model", "openai", "--tasks", "mme"), "names none of our tasks; they are stem2code_eval_stem2code, "),
        ((*ASK, "--include_path", "x"), "--include_path is set by stem2code-eval lmms"),
        (("--python", "/none", *ASK), "there is no such program"),
        (("--python", "/bin/true", *ASK), "is no Python interpreter that works"),
    ],
)
def test_one_sentence_and_exit_code_2(invoke: Invoke, words: tuple[str, ...], said: str) -> None:
    code, found = invoke(*words)
    assert (code, said in found) == (2, True)


def test_one_sentence_where_lmms_eval_is_missing(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(os.environ["PYTHONPATH"].split(os.pathsep)[1:]))
    code, said = invoke(*ASK)
    assert code == 2
    assert said.startswith(f"{os.path.abspath(sys.executable)} has no lmms-eval; install it there")


def test_one_sentence_where_the_environment_has_not_this_package(invoke: Invoke, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\ncase "$*" in *__version__*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    bare.chmod(0o755)
    code, said = invoke("--python", str(bare), *ASK)
    assert (code, "has no stem2code-eval; install version" in said) == (2, True)
