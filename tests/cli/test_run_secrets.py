"""Keys are in no file, on no screen and in no error, whatever a server does with them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from openai_replies import DONE, event
from openai_server import OpenAIServer, Reply, Script, answer, failure, fenced, stream
from pipeline_fakes import FakeRenderer, FakeScorer, program, program_rows, write_task
from typer.testing import CliRunner

from stem2code_eval.cli import run
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline import launch, runner

KEY = 'sk-proj/Zx81"q\\b7Tf3kLm0'
"""With a quotation mark, a slash and a backslash, which JSON may write in several ways."""


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THE_KEY", KEY)
    monkeypatch.setattr(launch, "open_renderer", lambda **options: FakeRenderer())
    monkeypatch.setattr(runner, "Scorer", FakeScorer)
    write_task(tmp_path / "t", program_rows(3))


def said(script: Script, *words: str) -> str:
    """Run a whole evaluation and return all that it printed and all that is in its folder."""
    app = typer.Typer()
    app.command()(run.command)
    with OpenAIServer(script) as server:
        arguments = ["--model", "openai/m", "--task", "./t", "--out", "out", "--base-url", server.base_url]
        result = CliRunner().invoke(app, [*arguments, "--api-key-env", "THE_KEY", "--max-retries", "1", *words])
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert isinstance(result.exception, UserError | SystemExit | None)
    files = [path.read_bytes().decode("utf-8", "replace") for path in Path("out").rglob("*") if path.is_file()]
    return "\n".join([result.stdout, result.stderr, repr(result.exception), *files])


def without_key(text: str) -> bool:
    """Return whether not even half of the key is in `text`, in any form."""
    halves = (KEY[:10], KEY[-10:], KEY[8:18], "sk-proj\\/Zx", 'Zx81\\"q')
    return not any(half in text for half in halves)


def failing_once(reply: Callable[[str], Reply]) -> Callable[[Any], Reply]:
    """Return a script that fails for the second picture and draws the others."""
    seen: list[str] = []

    def script(request: Any) -> Reply:
        if request.image_sha256 not in seen:
            seen.append(request.image_sha256)
        if seen.index(request.image_sha256) == 1:
            return reply(request.headers["authorization"].removeprefix("Bearer "))
        return answer(fenced(program("mine")))

    return script


ECHOES: list[Callable[[str], Reply]] = [
    lambda key: failure(500, f"No backend for {key}.", {"Retry-After": key, "X-Request-Id": key}),
    lambda key: failure(400, f"content_filter {key}"),
    lambda key: failure(400, "content_filter " + "x" * 260 + key),
    lambda key: Reply(503, f"<p>{key}</p>".encode()),
    lambda key: replace(failure(502, key), body=b'{"error": "' + key.replace("/", "\\/").encode() + b'"}'),
    lambda key: stream(event({"error": {"message": f"for {key}"}}), DONE),
    lambda key: stream(event(b"x" * 280 + key.encode()), DONE),
    lambda key: answer(f"Your key is {key}.\n" + fenced(program("mine"))),
    lambda key: answer(fenced(program("mine")), message={"reasoning": key}, id=key, model=key, system_fingerprint=key),
    lambda key: answer(fenced(program("mine")), finish_reason=key),
]


@pytest.mark.parametrize("echo", ECHOES)
def test_a_server_that_repeats_the_key(echo: Callable[[str], Reply]) -> None:
    text = said(failing_once(echo))
    assert without_key(text), text
    assert '"outcomes": ' in text


@pytest.mark.parametrize("status", [400, 401, 404, 429])
def test_a_server_that_repeats_it_in_the_refusal_that_stops_the_run(status: int) -> None:
    def script(request: Any) -> Reply:
        key = request.headers["authorization"].removeprefix("Bearer ")
        return failure(status, f"Incorrect API key provided: {key}.", {"X-Key": key}, code="insufficient_quota")

    text = said(script)
    assert without_key(text), text
    assert "Incorrect API key provided: ***" in text


def test_a_key_in_the_address_is_in_no_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    from stem2code_eval.pipeline import manifest

    words = ["run", "--base-url", f"https://me:{KEY}@example.com/v1?api-key={KEY}&v=1", "--model", "openai/m"]
    monkeypatch.setattr(manifest.sys, "argv", words)
    kept = [manifest.without_credentials(word) for word in words]
    assert without_key(" ".join(kept))
    assert kept[2] == "https://***@example.com/v1?***"


def test_placeholders_may_stand_in_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_run_secrets.KEY", "EMPTY")
    monkeypatch.setenv("THE_KEY", "EMPTY")
    assert "EMPTY set" in said([answer("EMPTY set\n" + fenced(program("mine")))])
