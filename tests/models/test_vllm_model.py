"""`vllm/...` with a stand-in for the program: real processes and sockets, and what can go wrong with a server."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fake_vllm import ANSWER, FakeVllm
from survivors import alive, pids_in, until

from stem2code_eval.errors import UserError
from stem2code_eval.models.local.vllm import Vllm
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import ModelError, Request, Starting

REQUEST = Request("a", "draw", b"png", "image/png")
Make = Callable[..., Vllm]

OWNER = """
import asyncio, sys
from stem2code_eval.models.local.vllm import Vllm
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import Request
from stem2code_eval.pipeline.interrupt import Interrupted, until_interrupted

async def work():
    model = Vllm("org/model", ModelOptions(vllm_bin=sys.argv[1], vllm_args=sys.argv[2]))
    try:
        await model.generate(Request("a", "draw", b"png", "image/png"))
    finally:
        await model.close()

try:
    until_interrupted(work())
except Interrupted as interrupted:
    sys.exit(interrupted.exit_code)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The stand-in as an executable script."""
    source = Path(__file__).with_name("fake_vllm.py").read_text()
    path = tmp_path / "bin" / "vllm"
    path.parent.mkdir()
    path.write_text(f"#!{sys.executable}\n{source}")
    path.chmod(0o755)
    return path


@pytest.fixture
def make(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a model; its logs and the process ids of its server go to the test's folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def make(fake: FakeVllm | None = None, model: str = "org/model", args: str = "", **changes: object) -> Vllm:
        fake = replace(fake or FakeVllm(), pids=str(tmp_path / "pids"))
        options = ModelOptions(vllm_bin=str(program), vllm_args=f"{fake.arguments} {args}")
        return Vllm(model, replace(options, **changes))

    return make


def logs(folder: Path) -> list[Path]:
    return list(folder.glob("stem2code-vllm-*.log"))


async def failure(model: Vllm) -> str:
    """Start a server that cannot, and return what the user is told."""
    with pytest.raises(UserError) as caught:
        await model.generate(REQUEST)
    await model.close()
    return str(caught.value)


async def test_it_answers_and_the_server_is_gone_afterwards(make: Make, tmp_path: Path) -> None:
    model = make(FakeVllm(start_s=0.3, unhealthy_s=0.3, prints="hello"))
    answers = await asyncio.gather(*(model.generate(REQUEST) for _ in range(5)))
    assert [answer.text for answer in answers] == [ANSWER] * 5
    assert answers[0].usage is not None
    assert (answers[0].usage.prompt_tokens, answers[0].usage.completion_tokens) == (5, 6)
    assert alive(pids_in(tmp_path / "pids"))
    await model.close()
    assert not alive(pids_in(tmp_path / "pids"))
    assert not logs(tmp_path)
    await model.close()


async def test_nothing_starts_before_it_is_wanted(make: Make, tmp_path: Path) -> None:
    model = make()
    assert isinstance(model, Starting)
    await model.close()
    assert not (tmp_path / "pids").exists()
    assert not logs(tmp_path)


async def test_a_start_goes_on_in_the_background_and_can_be_called_off(make: Make, tmp_path: Path) -> None:
    model = make(FakeVllm(unhealthy_s=1000, children=True))
    model.start()
    model.start()
    family = await asyncio.to_thread(pids_in, tmp_path / "pids")
    assert len(alive(family)) == 3
    await model.close()
    assert not alive(family)
    assert not logs(tmp_path)


async def test_a_server_that_clings_to_life_ends_with_all_its_children(make: Make, tmp_path: Path) -> None:
    model = make(FakeVllm(ignores_sigterm=True, children=True))
    await model.generate(REQUEST)
    family = pids_in(tmp_path / "pids")
    assert len(alive(family)) == 3
    await model.close()
    assert not alive(family)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_outlives_the_evaluation(program: Path, tmp_path: Path, number: int) -> None:
    fake = FakeVllm(never_answers=True, children=True, pids=str(tmp_path / "pids"))
    words = [sys.executable, "-c", OWNER, str(program), fake.arguments]
    owner = subprocess.Popen(words, env={**os.environ, "TMPDIR": str(tmp_path)}, stderr=subprocess.DEVNULL)
    try:
        family = pids_in(tmp_path / "pids")
        assert len(alive(family)) == 3
        owner.send_signal(number)
        assert owner.wait(timeout=60) == (-9 if number == signal.SIGKILL else 128 + number)
        assert until(lambda: not alive(family)), "some live on"
    finally:
        owner.kill()


@pytest.mark.parametrize(("by", "how"), [(0, "exit code 3"), (signal.SIGKILL, "killed by SIGKILL")])
async def test_a_server_that_dies_in_the_middle(make: Make, tmp_path: Path, by: int, how: str) -> None:
    model = make(FakeVllm(dies_at=2, dies_by=by, children=True))
    await model.generate(REQUEST)
    family = pids_in(tmp_path / "pids")
    results = await asyncio.gather(*(model.generate(REQUEST) for _ in range(4)), return_exceptions=True)
    faults = [result for result in results if isinstance(result, ModelError)]
    assert len(faults) == len([result for result in results if isinstance(result, BaseException)]) > 0
    with pytest.raises(ModelError) as later:
        await model.generate(REQUEST)
    (log,) = logs(tmp_path)
    for fault in [*faults, later.value]:
        assert "\n" not in str(fault)
        for part in (how, "RuntimeError: the engine fell over", str(log), "vllm/org/model"):
            assert part in str(fault)
    await model.close()
    assert not alive(family)
    assert log.exists()


async def test_a_broken_connection_is_told_as_the_death_that_it_is(make: Make) -> None:
    model = make(FakeVllm(dies_at=1), max_retries=0)
    with pytest.raises(ModelError, match=r"the vLLM server ended \(exit code 3\)"):
        await model.generate(REQUEST)
    await model.close()


async def test_a_server_that_cannot_start(make: Make, tmp_path: Path) -> None:
    lines = "\n".join(f"line {at}" for at in range(50))
    model = make(FakeVllm(fails=f"\x1b[31mValueError: no such\x07 model\x1b[0m\n{lines}", prints="my key is KEY"))
    sentence = await failure(model)
    (log,) = logs(tmp_path)
    for part in ("exit code 1", "line 49", "line 42", "ValueError: no such model", str(log)):
        assert part in sentence
    assert "line 41" not in sentence
    assert not any(character < " " and character != "\n" for character in sentence)
    assert "my key is ***" in log.read_text()


async def test_every_request_is_told_that_the_server_cannot_start(make: Make) -> None:
    model = make(FakeVllm(start_s=0.3, fails="no"))
    results = await asyncio.gather(*(model.generate(REQUEST) for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [UserError] * 3
    await model.close()


@pytest.mark.parametrize("fake", [FakeVllm(start_s=1000), FakeVllm(unhealthy_s=1000), FakeVllm(open_to_all=True)])
async def test_a_server_that_is_never_ready_or_is_not_ours(make: Make, tmp_path: Path, fake: FakeVllm) -> None:
    model = make(fake, model_args={"startup_timeout_s": 3})
    assert "did not answer within 3 s" in await failure(model)
    assert not alive(pids_in(tmp_path / "pids"))


async def test_the_key_is_in_no_command_line_and_no_identity(make: Make, tmp_path: Path) -> None:
    model = make(FakeVllm(prints="KEY"))
    await model.generate(REQUEST)
    (server,) = pids_in(tmp_path / "pids")
    environment = Path(f"/proc/{server}/environ").read_bytes().split(b"\0")
    (key,) = [each.partition(b"=")[2] for each in environment if each.startswith(b"VLLM_API_KEY=")]
    assert len(key) > 32
    assert key not in Path(f"/proc/{server}/cmdline").read_bytes()
    assert key.decode() not in json.dumps(model.identity)
    (log,) = logs(tmp_path)
    await asyncio.to_thread(until, lambda: b"***" in log.read_bytes())
    assert key not in log.read_bytes()
    await model.close()


def test_the_identity_is_what_can_change_an_answer(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "tiny"
    weights.mkdir()
    (weights / "config.json").write_text("{}")
    template = tmp_path / "chat.jinja"
    template.write_text("one")
    big = weights / "model.safetensors"

    def identity(**changes: object) -> dict:
        return make(model=str(weights), args=f"--dtype float32 --chat-template {template}", **changes).identity

    big.write_bytes(bytes(70 * 2**20))
    first = identity()
    assert first == identity(concurrency=99, request_timeout_s=1.0)
    assert first["model"] == "tiny"
    assert first["packages"] == {"vllm": "0.0.fake"}
    assert "float32" in first["args"]
    assert str(tmp_path / "chat.jinja") not in json.dumps(first)
    with big.open("r+b") as file:
        file.seek(-5, os.SEEK_END)
        file.write(b"other")
    second = identity()
    template.write_text("two")
    third = identity()
    fourth = identity(sampling={"temperature": 0})
    monkeypatch.setenv("VLLM_ATTENTION_BACKEND", "TORCH_SDPA")
    monkeypatch.setenv("VLLM_API_KEY", "not-for-the-record")
    fifth = identity()
    assert "not-for-the-record" not in json.dumps(fifth)
    (weights / "config.json").write_text("{ }")
    assert len({json.dumps(each) for each in (first, second, third, fourth, fifth, identity())}) == 6


def test_a_repository_is_known_by_its_revision(make: Make) -> None:
    assert make().identity["revision"] is None
    assert make(args="--revision abc").identity["revision"] == "abc"
    assert make(args="--revision=abc").identity["revision"] == "abc"


@pytest.mark.parametrize(
    ("args", "part"),
    [
        ("--port 8000", "--port"),
        ("--api_key=x", "--api-key"),
        ("--host 0.0.0.0", "--host"),
        ("--hf-token x", "HF_TOKEN"),
        ("--chat-template 'a", "quotation"),
    ],
)
def test_arguments_that_are_refused(make: Make, args: str, part: str) -> None:
    with pytest.raises(UserError, match=part):
        make(args=args)


def test_options_that_are_refused(make: Make) -> None:
    for changes in ({"base_url": "http://localhost:1/v1"}, {"model_args": {"startup_timeout_s": "soon"}}):
        with pytest.raises(UserError):
            make(**changes)
    with pytest.raises(UserError, match="startup_timeout_s"):
        make(model_args={"startup_timeout": 1})
    with pytest.raises(UserError, match="no such folder"):
        make(model="./none")


def test_there_is_no_vllm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"vLLM was not found .* --vllm-bin"):
        Vllm("org/model", ModelOptions())


def test_it_is_found_in_the_path(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(sys, "executable", str(program.parent / "python"))
    assert Vllm("org/model", ModelOptions()).identity["packages"] == {"vllm": "0.0.fake"}


@pytest.mark.parametrize(
    ("binary", "part"),
    [("/no/such/vllm", "no such program"), (sys.executable, "has no vLLM"), ("/bin/false", "--version failed")],
)
def test_programs_that_are_no_vllm(binary: str, part: str) -> None:
    with pytest.raises(UserError, match=part):
        Vllm("org/model", ModelOptions(vllm_bin=binary))
