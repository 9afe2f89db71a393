"""`kill -9` while judges are asked, then the same command: no vote that was had is asked for again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import kill_target
import pytest
from judge_scripts import gives, likeness
from openai_server import OpenAIServer
from pipeline_fakes import program_rows, write_task

FIGURES = 10
PROBES = 2
CONCURRENCY = 8


def start(task: Path, run: Path, url: str) -> subprocess.Popen[str]:
    target = Path(kill_target.__file__)
    environment = {**os.environ, "PYTHONPATH": str(target.parents[2])}
    command = [sys.executable, str(target), str(task), str(run), url]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def rows(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.fixture
def task(tmp_path: Path) -> Path:
    return write_task(tmp_path / "task", program_rows(FIGURES))


def test_killed_while_judges_are_asked_it_goes_on_without_asking_twice(task: Path, tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    with OpenAIServer(gives(likeness)) as server:
        process = start(task, whole, server.base_url)
        process.communicate(timeout=300)
        assert process.returncode == 0
        wanted = len(server.requests) - PROBES

    with OpenAIServer(gives(likeness)) as server:
        process = start(task, killed, server.base_url)
        while rows(killed / "votes.jsonl") < wanted // 3:
            assert process.poll() is None, "it ended before it was to be killed"
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        assert not (killed / "results.json").exists()
        kept = rows(killed / "votes.jsonl")

    with OpenAIServer(gives(likeness)) as server:
        process = start(task, killed, server.base_url)
        process.communicate(timeout=300)
        assert process.returncode == 0
        assert len(server.requests) - PROBES == wanted - kept

    assert (killed / "results.json").read_bytes() == (whole / "results.json").read_bytes()
    read = [json.loads(line)["id"] for line in (killed / "votes.jsonl").read_text().splitlines()]
    assert sorted(read) == sorted(set(read))
    assert sorted(os.listdir(killed)) == sorted(os.listdir(whole))
