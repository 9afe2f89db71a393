"""`kill -9` in the middle of a real run in a real sandbox, then the same command: nothing lost, nothing twice."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

FIGURES = 12


def command(out: Path) -> list[str]:
    program = "from stem2code_eval.cli.main import main\nif __name__ == '__main__':\n    main()\n"
    script = out.parent / "main.py"
    script.write_text(program)
    options = ["run", "--model", "baseline/reference", "--limit", str(FIGURES), "--quiet", "--out", str(out)]
    return [sys.executable, str(script), *options]


def rows(path: Path) -> list[dict[str, object]]:
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    return [json.loads(line) for line in lines[:-1]]


def kill_after(out: Path, renderings: int) -> None:
    process = subprocess.Popen(command(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 200
    while len(rows(out / "renders.jsonl")) < renderings and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def finish(out: Path) -> None:
    done = subprocess.run(command(out), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_a_killed_run_ends_as_one_that_was_not(tmp_path):
    broken, whole = tmp_path / "a" / "run", tmp_path / "b" / "run"
    for out in (broken, whole):
        out.parent.mkdir()
    kill_after(broken, 2)
    kept = {row["id"]: row for row in rows(broken / "renders.jsonl")}
    assert 2 <= len(kept) < FIGURES
    kill_after(broken, 6)
    finish(broken)
    finish(whole)
    assert (broken / "results.json").read_bytes() == (whole / "results.json").read_bytes()
    for name in ("responses.jsonl", "renders.jsonl", "scores.jsonl"):
        ids = [row["id"] for row in rows(broken / name)]
        assert len(ids) == len(set(ids)) == FIGURES
        assert ids == [row["id"] for row in rows(whole / name)]
    final = {row["id"]: row for row in rows(broken / "renders.jsonl")}
    assert all(final[name] == row for name, row in kept.items()), "a finished rendering was made again"
    assert os.path.isdir(broken / "blobs")
