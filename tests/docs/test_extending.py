"""The examples of `docs/extending.md` are what they say: installed as a package, run by the commands of the page."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "extending.md").read_text()
BLOCK = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, and the metadata that an installer writes from its `pyproject.toml`."""
    root = tmp_path_factory.mktemp("extending")
    for name, text in BLOCK.findall(PAGE):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    metadata = root / f"{project['name']}-{project['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    groups = project["entry-points"].items()
    lines = [line for group, names in groups for line in (f"[{group}]", *(f"{k} = {v}" for k, v in names.items()))]
    (metadata / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return root


def commands() -> list[list[str]]:
    return [line.split()[1:] for line in PAGE.splitlines() if line.startswith("    stem2code-eval ")]


def run(folder: Path, words: list[str]) -> str:
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    code = "from stem2code_eval.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_is_short() -> None:
    for name, text in BLOCK.findall(PAGE):
        assert len(text.splitlines()) <= 25, name


def test_the_task_can_be_checked(folder: Path, any_sandbox: object) -> None:
    assert "2 figures" in run(folder, commands()[0])


def test_the_reference_scores_100_on_the_task(folder: Path, any_sandbox: object) -> None:
    run(folder, [*commands()[1], "--out", "reference"])
    metrics = json.loads((folder / "reference" / "results.json").read_text())["metrics"]
    assert {name: metrics[name]["mean"] for name in ("exec_rate", "pixel", "ssim", "elements")} == {
        name: 100 for name in ("exec_rate", "pixel", "ssim", "elements")
    }


def test_the_model_is_asked_and_the_metric_measures(folder: Path, any_sandbox: object) -> None:
    run(folder, [*commands()[2], "--out", "circles"])
    rows = [json.loads(line) for line in (folder / "circles" / "scores.jsonl").read_text().splitlines()]
    assert [row["outcome"] for row in rows] == ["ok", "ok"]
    assert all(set(row["metrics"]) == {"exec_rate", "pixel", "ink_ratio"} for row in rows)
    assert all(0 < row["metrics"]["ink_ratio"] < 100 for row in rows)
    assert all(row["diagnostics"]["ink_ratio_less"] > 0 for row in rows)
    manifest = json.loads((folder / "circles" / "run.json").read_text())
    assert manifest["metrics"]["ink_ratio"]["version"] == 1
