"""`run` against a server: what stops it before money is spent, what a budget does, and the options that reach it."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from openai_server import OpenAIServer, Script, answer, failure, fenced
from pipeline_fakes import FakeRenderer, FakeScorer, program, program_rows, write_task
from typer.testing import CliRunner

from stem2code_eval.cli import run
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline import launch, runner

GOOD = answer(fenced(program("mine")), usage={"prompt_tokens": 1000, "completion_tokens": 500})


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(launch, "open_renderer", lambda **options: FakeRenderer())
    monkeypatch.setattr(runner, "Scorer", FakeScorer)
    write_task(tmp_path / "t", program_rows(6))


def evaluate(script: Script, *words: str, out: str = "out") -> tuple[int, str, OpenAIServer]:
    """Return exit code, all that was said, and the server."""
    app = typer.Typer()
    app.command()(run.command)
    with OpenAIServer(script) as server:
        arguments = ["--model", "openai/m", "--task", "./t", "--out", out, "--base-url", server.base_url, *words]
        result = CliRunner().invoke(app, arguments)
    said = result.stdout + result.stderr
    if isinstance(result.exception, UserError):
        return int(result.exception.exit_code), said + str(result.exception), server
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, said, server


def results(out: str = "out") -> Any:
    return json.loads(Path(out, "results.json").read_text())


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (failure(401, "Incorrect API key."), "Check the key in the environment variable OPENAI_API_KEY"),
        (failure(404, "The model `m` does not exist."), "Check the model's name and the base URL."),
        (failure(400, "m is not a multimodal model"), "Name a model that takes pictures."),
        (failure(429, "no", code="insufficient_quota"), "Add credit to the account"),
        (failure(400, "top_p must be below 1"), "sampling parameters"),
    ],
)
def test_one_sentence_and_exit_code_2_before_any_other_request(reply: Any, said: str) -> None:
    code, words, server = evaluate([reply])
    assert (code, len(server.requests)) == (2, 1)
    assert said in words
    assert words.count("HTTP") == 1


def test_a_budget_ends_with_exit_code_3_and_goes_on_with_a_larger_one() -> None:
    Path("prices.yaml").write_text("openai/m: {prompt: 1000, completion: 2000}\n")
    words = ("--prices", "prices.yaml", "--concurrency", "1", "--max-cost-usd")
    code, said, server = evaluate([GOOD], *words, "4")
    assert (code, len(server.requests)) == (3, 2)
    assert "The budget of 4 US dollars is spent (4). Coverage is 33.3 % (not_asked 4, ok 2)." in said
    assert "tokens: 2000 in, 1000 out, 4 US dollars" in said
    code, said, server = evaluate([GOOD], *words, "100")
    assert (code, len(server.requests)) == (0, 4)
    assert results()["usage"] == {"prompt_tokens": 6000, "completion_tokens": 3000, "cost_usd": 12.0}


def test_a_budget_of_tokens_needs_no_price() -> None:
    code, _, server = evaluate([GOOD], "--max-tokens-total", "3000", "--concurrency", "1", "--min-coverage", "30")
    assert (code, len(server.requests)) == (0, 2)
    assert results()["outcomes"] == {"ok": 2, "not_asked": 4}


def test_a_budget_in_dollars_without_a_price_is_refused_before_anything_is_asked() -> None:
    code, said, server = evaluate([GOOD], "--max-cost-usd", "1")
    assert (code, len(server.requests)) == (2, 0)
    assert "--prices" in said


def test_several_answers_are_asked_for_and_shown() -> None:
    code, said, server = evaluate([GOOD], "--repeats", "3")
    assert (code, len(server.requests)) == (0, 18)
    assert "100.0 % of 6 figures, 3 answers to each" in said
    assert "best of 3" in said
    assert "between answers to one figure" in said
    code, said, server = evaluate([GOOD], "--repeats", "2")
    assert (code, len(server.requests)) == (4, 0)


def test_smaller_pictures_are_recorded_and_another_size_is_another_run() -> None:
    evaluate([GOOD], "--max-pixels", "100")
    assert json.loads(Path("out/run.json").read_text())["model"]["max_pixels"] == 100
    code, said, _ = evaluate([GOOD])
    assert code == 4
    assert "model.max_pixels (100 there, None here)" in said


def test_time_outs_and_retries_reach_the_server_side() -> None:
    slow = answer("x")
    slow = type(slow)(200, slow.body, slow.headers, delay_s=5.0)
    words = ("--request-timeout", "0.2", "--max-retries", "0", "--min-coverage", "0", "--limit", "2")
    code, said, server = evaluate([slow], *words)
    assert (code, len(server.requests)) == (0, 2)
    assert "no answer within 0.2 s" in said or "silent for" in said
