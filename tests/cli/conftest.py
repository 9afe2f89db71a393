"""The command line with stand-ins for the sandbox and the metrics, and a task for it."""

import json
from functools import partial
from pathlib import Path

import pytest
import typer
from command_line import Command, invoked
from pipeline_fakes import FakeRenderer, FakeScorer, answer, program, program_rows, write_task

from stem2code_eval.cli import compare, export, gate, run, score
from stem2code_eval.pipeline import launch, rescore, runner


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command line with stand-ins for the sandbox and the metrics: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(launch, "open_renderer", lambda **options: FakeRenderer(workers=options["workers"] or 2))
    monkeypatch.setattr(runner, "Scorer", FakeScorer)
    monkeypatch.setattr(rescore, "Scorer", FakeScorer)
    app = typer.Typer()
    app.command("run")(run.command)
    app.command("score")(score.command)
    app.command("compare")(compare.command)
    app.command("gate")(gate.command)
    app.command("export")(export.command)

    return partial(invoked, app)


@pytest.fixture
def task(tmp_path: Path) -> Path:
    """A task folder `t` of six figures, and answers to five of them in `answers.jsonl`."""
    rows = [{"id": f"s{at}", "response": answer(program(f"x{at}"))} for at in range(5)]
    (tmp_path / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return write_task(tmp_path / "t", program_rows(6))
