"""A real vLLM on the CPU serves a tiny model with random weights, which is evaluated from figures to scores.

`make test-vllm` makes the environment and names its interpreter in STEM2CODE_VLLM_PYTHON.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PYTHON = os.environ.get("STEM2CODE_VLLM_PYTHON", "")
WRITER = Path(__file__).parents[1] / "models" / "tiny_qwen2_vl.py"
FIGURES = 6
SERVER = "--enforce-eager --dtype float32 --max-model-len 2048 --gpu-memory-utilization 0.2"
START_S = 900
MAIN = "import sys; from stem2code_eval.cli.main import main; sys.argv[0] = 'stem2code-eval'; main()"

pytestmark = [
    pytest.mark.skipif(not PYTHON, reason="needs an environment with vLLM: make test-vllm"),
    pytest.mark.timeout(2 * START_S),
]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint").resolve() / "tiny-random-qwen2-vl"
    done = subprocess.run(
        [PYTHON, str(WRITER), str(folder)], capture_output=True, text=True, check=True, timeout=START_S
    )
    print(done.stdout)
    return folder


def command(checkpoint: Path, out: Path) -> list[str]:
    words = ["run", "--model", f"vllm/{checkpoint}", "--task", "stem_figures", "--limit", str(FIGURES), "--quiet"]
    words += ["--vllm-bin", PYTHON, "--vllm-args", SERVER, "--model-args", f"startup_timeout_s={START_S}"]
    words += ["--gen-args", "max_tokens=128,temperature=0", "--out", str(out)]
    return [sys.executable, "-c", MAIN, *words]


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "VLLM_CPU_KVCACHE_SPACE": "1"}


def inhabitants(folder: Path) -> list[int]:
    """Return the processes whose working folder this is: the evaluation and what it started, however named."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{name}/cwd") == str(folder):
                found.append(int(name))
        except OSError:
            continue
    return found


def test_from_figures_to_scores(checkpoint: Path, passable: Path) -> None:
    out = passable / "run"
    done = subprocess.run(
        command(checkpoint, out), cwd=checkpoint.parent, env=environment(passable), capture_output=True, text=True
    )
    print(done.stdout[-3000:], done.stderr[-3000:])
    assert done.returncode == 0
    assert not inhabitants(checkpoint.parent)
    assert not list(passable.glob("*.log"))
    results = json.loads((out / "results.json").read_text())
    print(results["usage"])
    assert results["coverage"] == 100.0
    assert sum(results["outcomes"].values()) == results["n"] == FIGURES
    assert results["usage"]["completion_tokens"] > 0
    assert results["usage"]["prompt_tokens"] > 0
    rows = [json.loads(line) for line in (out / "responses.jsonl").read_text().splitlines()]
    assert len(rows) == FIGURES
    assert all(row["usage"]["completion_tokens"] > 0 for row in rows)
    identity = json.loads((out / "run.json").read_text())["model"]["identity"]
    assert identity["model"] == checkpoint.name
    assert any(name.startswith("vllm") for name in identity["packages"])


def test_nothing_outlives_an_evaluation_that_is_killed(checkpoint: Path, passable: Path) -> None:
    out = passable / "run"
    evaluation = subprocess.Popen(
        command(checkpoint, out),
        cwd=checkpoint.parent,
        env=environment(passable),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + START_S
        most: list[int] = []
        while evaluation.poll() is None and time.monotonic() < deadline:
            most = max(most, inhabitants(checkpoint.parent), key=len)
            responses = out / "responses.jsonl"
            if responses.exists() and responses.read_bytes():
                break
            time.sleep(0.05)
        evaluation.send_signal(signal.SIGKILL)
        evaluation.wait()
        assert len(most) >= 4, f"an evaluation, its keeper, a server and its engine were expected, and {most} seen"
        deadline = time.monotonic() + 60
        while inhabitants(checkpoint.parent) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not inhabitants(checkpoint.parent)
    finally:
        evaluation.kill()
