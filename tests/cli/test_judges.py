"""Judges on the command line of `run` and `score`."""

from pathlib import Path
from typing import Any

import pytest
from command_line import ARGUMENTS, Command, results
from judge_scripts import gives, honest
from openai_server import OpenAIServer, RecordedRequest, Reply
from openai_server import answer as answer_of_server
from typer.testing import CliRunner

from stem2code_eval.cli import main
from stem2code_eval.errors import UserError
from stem2code_eval.metrics.registry import DEFAULT_METRICS


def test_judges_named_on_the_command_line_score_and_are_kept(task: Path, command: Command) -> None:
    with OpenAIServer(gives(0.5)) as server:
        words = ("--image-judge", "openai/a", "--code-judge", "openai/a,openai/b", "--judge-base-url", server.base_url)
        code, out, err = command(*ARGUMENTS, *words, "--judge-votes", "2", "--min-coverage", "80")
        assert code == 0, err
        assert "image_score" in out
        assert results()["metrics"]["image_score"]["mean"] == 50
        asked = len(server.requests)
        assert asked == 3 + 5 * 2 + 5 * 4
        assert command("score", "out")[0] == 0
        assert len(server.requests) == asked
        code, _, err = command("score", "out", "--image-judge", "openai/c", "--judge-base-url", server.base_url)
        assert code == 0, err
        assert len(server.requests) == asked + 1 + 5
    assert list(results()["metrics"]) == ["exec_rate", *DEFAULT_METRICS, "image_score", "code_score"]


def test_a_judge_that_fails_is_exit_code_3_of_score(task: Path, command: Command) -> None:
    command(*ARGUMENTS)

    def fails(request: RecordedRequest) -> Reply:
        return gives(0.5)(request) if request.index == 0 else answer_of_server("no")

    with OpenAIServer(fails) as server:
        code, _, err = command("score", "out", "--image-judge", "openai/a", "--judge-base-url", server.base_url)
    assert code == 3
    assert "The judges failed on 5 figures" in err


def test_the_models_key_goes_to_no_other_address(task: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_KEY", "sk-of-the-model")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    key = ("--api-key-env", "MODEL_KEY")
    with OpenAIServer(gives(0.5)) as server:
        judge = ("--image-judge", "openai/a", "--min-coverage", "80")
        assert command(*ARGUMENTS, *key, *judge, "--judge-base-url", server.base_url)[0] == 0
        assert {request.headers["authorization"] for request in server.requests} == {"Bearer no-key"}
    with OpenAIServer(gives(0.5)) as server:
        words = (*ARGUMENTS[:-1], "other", *key, *judge, "--base-url", server.base_url)
        assert command(*words)[0] == 0
        assert {request.headers["authorization"] for request in server.requests} == {"Bearer sk-of-the-model"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--image-judge", "opnai/x"), 'Did you mean "openai"'),
        (("--image-judge", "baseline/blank"), "cannot judge"),
        (("--code-judge", "openai/x,openai/x", "--judge-base-url", "http://localhost:1/v1"), "named twice"),
        (("--image-judge", "openai/x", "--judge-prompts", "answers.jsonl"), "are not YAML"),
    ],
)
def test_a_wrong_judge_is_exit_code_2_and_a_sentence(
    task: Path, command: Command, words: tuple[str, ...], said: str
) -> None:
    code, _, err = command(*ARGUMENTS, *words)
    assert code == 2
    assert said in err
    assert not Path("out").exists()


def audit(*words: str) -> Any:
    return CliRunner().invoke(main.app, ["judge", "audit", "--judge", "openai/j", *words])


def test_the_audit_is_a_command_with_a_table_a_file_and_an_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with OpenAIServer(honest) as server:
        done = audit("--kind", "code", "--n", "2", "--base-url", server.base_url)
    assert done.exit_code == 0, done.output
    assert "openai/j as code judge" in done.stdout
    assert "injection" in done.stdout
    assert {path.name for path in Path("runs/judge-audit-openai-j").iterdir()} == {
        "audit.json",
        "code.png",
        "votes.jsonl",
    }
    with OpenAIServer(gives(1.0)) as server:
        done = audit("--kind", "code", "--n", "2", "--base-url", server.base_url, "--out", "other")
    assert done.exit_code == 1
    assert "FAIL" in done.stdout


def test_an_audit_of_nobody_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = audit("--kind", "code", "--n", "2", "--base-url", "http://127.0.0.1:9/v1")
    assert isinstance(done.exception, UserError)
    assert "The code judge cannot be asked" in str(done.exception)
    assert "one judge" in str(audit("--judge", "openai/a,openai/b", "--kind", "code").exception)
    done = audit("--kind", "codes", "--base-url", "http://127.0.0.1:9/v1")
    assert 'Did you mean "code"' in str(done.exception)
