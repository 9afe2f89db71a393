"""The GitHub action: its shape, and its shell steps as a runner starts them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from made_runs import changed, rows_of, scores, write_run

CHECKOUT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def step(name: str) -> dict[str, Any]:
    [found] = [each for each in STEPS if each["name"] == name]
    return found


def start(name: str, runner: Path, inputs: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does: `bash -e -o pipefail` on a file, with expressions put into the environment only."""
    found = step(name)
    defaults = {key: about.get("default", "") for key, about in ACTION["inputs"].items()}
    known = {f"inputs.{key}": value for key, value in (defaults | inputs).items()}
    known["github.action_path"] = str(CHECKOUT)
    told = {key: EXPRESSION.sub(lambda match: known[match[1]], value) for key, value in found["env"].items()}
    script = runner / "step.sh"
    script.write_text(found["run"])
    about = {"RUNNER_TEMP": str(runner), "GITHUB_OUTPUT": str(runner / "output"), "PATH": os.environ["PATH"]}
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    return subprocess.run(
        command, cwd=runner, env=about | told | more, capture_output=True, text=True, timeout=500, check=False
    )


def outputs(runner: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (runner / "output").read_text().splitlines())


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's folder in which this checkout is installed already."""
    programs = tmp_path / "stem2code-eval" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    main = f"import sys; sys.path[:] = {sys.path!r}; from stem2code_eval.cli.main import main; main()"
    (programs / "stem2code-eval").write_text(f"#!{sys.executable}\n{main}\n")
    (programs / "stem2code-eval").chmod(0o755)
    return tmp_path


def test_it_is_a_composite_action_whose_steps_are_complete() -> None:
    assert set(ACTION) == {"name", "description", "author", "branding", "inputs", "outputs", "runs"}
    assert ACTION["runs"]["using"] == "composite"
    for each in STEPS:
        assert ("run" in each) != ("uses" in each)
        assert "run" not in each or each["shell"] == "bash"
    for about in ACTION["inputs"].values():
        assert set(about) <= {"description", "required", "default"}
        assert ("default" in about) != about.get("required", False)
        assert isinstance(about.get("default", ""), str)
    for about in ACTION["outputs"].values():
        assert re.fullmatch(r"\$\{\{ steps\.gate\.outputs\.[a-z-]+ \}\}", about["value"])


def test_no_expression_stands_in_a_script_and_every_input_is_used() -> None:
    assert [each["name"] for each in STEPS if "${{" in each.get("run", "")] == []
    used = set(re.findall(r"inputs\.([a-z-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])


def test_a_pass_writes_the_verdict_the_summary_and_the_outputs(runner: Path) -> None:
    for name in ("base", "candidate"):
        write_run(runner / f"a {name}", rows_of(scores(60)))
    inputs = {"base": "a base", "candidate": "a candidate", "metrics": "elements=2\n\n  \npixel=1\n"}
    done = start("Judge the candidate", runner, inputs, GITHUB_STEP_SUMMARY=str(runner / "summary"))
    assert done.returncode == 0, done.stderr
    folder = Path(outputs(runner)["folder"])
    assert outputs(runner) == {"exit-code": "0", "status": "pass", "folder": str(folder)}
    assert sorted(each.name for each in folder.iterdir()) == ["gate.json", "gate.md", "gate.xml"]
    assert json.loads((folder / "gate.json").read_text())["rules"]["max_drops"] == {"elements": 2.0, "pixel": 1.0}
    assert "### Gate: PASS" in (runner / "summary").read_text()


def test_a_regression_fails_the_step_after_its_outputs_are_written(runner: Path) -> None:
    before = scores(240)
    write_run(runner / "base", rows_of(before))
    write_run(runner / "candidate", rows_of(changed(before, 12.0, 5.0)))
    inputs = {"base": "base", "candidate": "candidate", "metrics": "elements=2", "alpha": "0.01", "min-figures": "30"}
    done = start("Judge the candidate", runner, inputs)
    assert done.returncode == 1
    assert outputs(runner)["status"] == "regression"
    told = json.loads((Path(outputs(runner)["folder"]) / "gate.json").read_text())
    assert (told["rules"]["alpha"], told["rules"]["min_figures"]) == (0.01, 30)


def test_every_other_input_reaches_the_gate(runner: Path) -> None:
    few = rows_of(scores(10))
    write_run(runner / "base", few)
    write_run(runner / "candidate", few, task__version="2", prompt_hash="0" * 64)
    inputs = {"base": "base", "candidate": "candidate", "metrics": "elements=2", "undecided": "pass"}
    assert start("Judge the candidate", runner, inputs).returncode == 4
    done = start("Judge the candidate", runner, inputs | {"allow": "task.version\nprompt_hash"})
    assert (done.returncode, "UNDECIDED, passed" in done.stdout) == (0, True)
    (runner / "rules.toml").write_text('allow = ["task", "prompt_hash"]\n[metrics]\nelements = 2\n')
    by_file = {"base": "base", "candidate": "candidate", "config": "rules.toml"}
    assert start("Judge the candidate", runner, by_file).returncode == 3


@pytest.mark.parametrize(
    "text", ["$(touch hacked)", "`touch hacked`", "; touch hacked", '"; touch hacked; "', "--help", "-x"]
)
def test_inputs_are_words_and_never_commands_or_options(runner: Path, text: str) -> None:
    inputs = dict.fromkeys(ACTION["inputs"], text)
    done = start("Judge the candidate", runner, inputs)
    assert done.returncode == 2, done.stdout
    assert not (runner / "hacked").exists()
    assert outputs(runner) == {"exit-code": "2", "status": "", "folder": str(runner / "stem2code-eval-gate")}


def test_a_failed_command_leaves_no_verdict_of_an_earlier_one(runner: Path) -> None:
    for name in ("base", "candidate"):
        write_run(runner / name, rows_of(scores(60)))
    inputs = {"base": "base", "candidate": "candidate", "metrics": "elements=2"}
    assert start("Judge the candidate", runner, inputs).returncode == 0
    (runner / "output").unlink()
    assert start("Judge the candidate", runner, inputs | {"candidate": "gone"}).returncode == 2
    assert outputs(runner)["status"] == ""


def test_installing_makes_an_environment_and_asks_pip_for_the_package(tmp_path: Path) -> None:
    """With a pip that only notes what it is asked for."""
    fake = tmp_path / "python"
    fake.write_text(
        "#!/usr/bin/env bash\n"
        'if [[ "$2" == venv ]]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"\n'
        'else printf "%s\\n" "$@" > "$RUNNER_TEMP/asked"; fi\n'
    )
    fake.chmod(0o755)
    for package, asked in (("", f"{CHECKOUT}[export]"), ("stem2code-eval==0.1.0", "stem2code-eval==0.1.0")):
        done = start("Install stem2code-eval", tmp_path, {"python": str(fake), "package": package})
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "asked").read_text().splitlines()[-2:] == ["--", asked]
