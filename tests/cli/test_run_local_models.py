"""`run` with a model that this machine runs itself: the options arrive, and a finished run starts nothing."""

import json
import sys
from pathlib import Path

import pytest
import typer
from pipeline_fakes import FakeRenderer, FakeScorer, program_rows, write_task
from typer.testing import CliRunner

from stem2code_eval.cli import run
from stem2code_eval.pipeline import launch, runner

FAKE = Path(__file__).parents[1] / "models" / "fake_vllm.py"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for vLLM, the sandbox and the metrics, and a task folder `t`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(launch, "open_renderer", lambda **options: FakeRenderer(workers=2))
    monkeypatch.setattr(runner, "Scorer", FakeScorer)
    write_task(tmp_path / "t", program_rows(3))
    path = tmp_path / "vllm"
    path.write_text(f"#!{sys.executable}\n{FAKE.read_text()}")
    path.chmod(0o755)
    return path


def evaluate(program: Path, fake: dict) -> int:
    app = typer.Typer()
    app.command("run")(run.command)
    words = ["--model", "vllm/org/model", "--task", "./t", "--out", "out", "--vllm-bin", str(program)]
    result = CliRunner().invoke(app, [*words, "--vllm-args", f"--fake '{json.dumps(fake)}'", "--quiet"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code


def test_a_server_is_started_once_and_not_for_a_finished_run(program: Path, tmp_path: Path) -> None:
    fake = {"pids": str(tmp_path / "pids")}
    assert evaluate(program, fake) == 0
    assert (tmp_path / "pids").exists()
    results = json.loads(Path("out/results.json").read_text())
    assert (results["coverage"], results["usage"]["completion_tokens"]) == (100.0, 18)
    (tmp_path / "pids").unlink()
    assert evaluate(program, fake) == 0
    assert not (tmp_path / "pids").exists()
