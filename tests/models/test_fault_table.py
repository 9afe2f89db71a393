"""Whole evaluations against a server that fails in every way: none of it is scored or stored as an answer."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from faults import ANSWERS, BOUND, DRAWING, FAULTS, REFUSED, STOPS, Fault, table
from openai_server import OpenAIServer, Reply, answer, fenced
from pipeline_fakes import FakeRenderer, FakeScorer, Silent, make_run, png, program, program_rows, write_task

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.models import openai_stream, sse
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.retries import Clock
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.store import Store

RETRIES = 2
FAULTY = sha256_bytes(png(program("figure 1")))
"""The picture for which the server fails."""


class NoWaits(Clock):
    """Waits are over at once."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(openai_stream, "MAX_ANSWER", BOUND)
    monkeypatch.setattr(sse, "MAX_EVENT", BOUND)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return load_task(str(write_task(tmp_path / "task", program_rows(3))))


def evaluate(task: Task, out: Path, base_url: str) -> dict[str, Any]:
    options = ModelOptions(base_url=base_url, max_retries=RETRIES, idle_timeout_s=0.5, total_timeout_s=3600)
    model = OpenAIChat("m", options, clock=NoWaits())
    with Store(out, print) as store:
        return execute(make_run(task, model, FakeRenderer()), store, Silent(), FakeScorer())


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


class Server(OpenAIServer):
    """Draws every figure but one, to which it does what the fault says until it is mended."""

    def __init__(self, fault: Fault, everywhere: bool = False) -> None:
        self.mended = False
        self.everywhere = everywhere
        super().__init__(lambda request: self.reply(fault, request))

    def reply(self, fault: Fault, request: Any) -> Reply:
        if self.mended or (request.image_sha256 != FAULTY and not self.everywhere):
            return answer(fenced(DRAWING))
        return fault.script(request) if callable(fault.script) else fault.script

    def asked(self) -> int:
        return sum(request.image_sha256 == FAULTY for request in self.requests)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.words)
def test_a_fault_is_no_answer(fault: Fault, task: Task, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with Server(fault) as server:
        results = evaluate(task, run, server.base_url)
        assert server.asked() == (1 + RETRIES if fault.retried else 1)
        assert results["outcomes"] == {"ok": 2, fault.outcome: 1}
        assert [row["id"] for row in rows(run / "responses.jsonl")] == ["s0", "s2"]
        assert [row["id"] for row in rows(run / "renders.jsonl")] == ["s0", "s2"]
        lost = rows(run / "scores.jsonl")[1]
        assert (lost["key"], set(lost["metrics"].values())) == (None, {None})
        assert "openai/m at 127.0.0.1: " in lost["message"]
        server.mended = True
        before = len(server.requests)
        assert evaluate(task, run, server.base_url)["outcomes"] == {"ok": 3}
        assert [request.image_sha256 for request in server.requests[before:]] == [FAULTY]


@pytest.mark.parametrize("fault", ANSWERS, ids=lambda fault: fault.words)
def test_an_unusual_answer_is_an_answer(fault: Fault, task: Task, tmp_path: Path) -> None:
    with Server(fault) as server:
        results = evaluate(task, tmp_path / "run", server.base_url)
        assert server.asked() == fault.requests
        asked = len(server.requests)
        assert evaluate(task, tmp_path / "run", server.base_url) == results
        assert len(server.requests) == asked
    assert results["outcomes"] == ({"ok": 3} if fault.outcome == "ok" else {"ok": 2, fault.outcome: 1})
    assert results["coverage"] == 100.0
    text = rows(tmp_path / "run" / "responses.jsonl")[1]["text"]
    assert fault.outcome != "ok" or DRAWING in text


@pytest.mark.parametrize("fault", [fault for fault in REFUSED if fault.script], ids=lambda fault: fault.words)
def test_what_all_requests_would_fail_of_stops_the_run_after_the_first(
    fault: Fault, task: Task, tmp_path: Path
) -> None:
    assert fault.outcome == STOPS
    with Server(fault, everywhere=True) as server, pytest.raises(UserError) as caught:
        evaluate(task, tmp_path / "run", server.base_url)
    assert len({request.image_sha256 for request in server.requests}) == 1
    assert len(server.requests) == (1 + RETRIES if fault.retried else 1)
    assert caught.value.exit_code == 2
    assert str(caught.value).count("openai/m at 127.0.0.1: ") == 1
    assert (tmp_path / "run" / "responses.jsonl").read_text() == ""


def test_an_address_where_nobody_listens_stops_the_run(task: Task, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(UserError, match="Check the base URL, and that the server is running"):
            evaluate(task, tmp_path / "run", f"http://127.0.0.1:{taken.getsockname()[1]}/v1")


def test_the_documentation_shows_this_table() -> None:
    page = Path(__file__).parents[2] / "docs" / "models.md"
    assert table() in page.read_text("utf-8")
