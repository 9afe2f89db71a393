"""The workflow that verifies pull requests: its shell steps, run as they stand, on a real repository."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / ".github" / "workflows" / "verify-entry.yml"
WORKFLOW: dict[Any, Any] = yaml.safe_load(FILE.read_text())
JOB = WORKFLOW["jobs"]["verify"]
STEPS = {step["id"]: step["run"] for step in JOB["steps"] if "run" in step}


def git(folder: Path, *words: str) -> str:
    about = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(
        ["git", *about, *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


class Job:
    """A base branch that is checked out, and a pull request to it that is somewhere else."""

    def __init__(self, folder: Path) -> None:
        self.origin, self.checkout, self.temp = folder / "origin", folder / "checkout", folder / "temp"
        for each in (self.origin, self.temp):
            each.mkdir()
        git(self.origin, "init", "--quiet")
        (self.origin / "leaderboard" / "bundles").mkdir(parents=True)
        (self.origin / "leaderboard" / "bundles" / "README.md").write_text("bundles")
        (self.origin / "code.py").write_text("base\n")
        self.commit("base")
        self.base = git(self.origin, "rev-parse", "HEAD")
        git(folder, "clone", "--quiet", f"file://{self.origin}", str(self.checkout))
        git(self.origin, "checkout", "--quiet", "-b", "fork")

    def commit(self, message: str) -> None:
        git(self.origin, "add", "--all")
        git(self.origin, "commit", "--quiet", "--message", message)

    def propose(self) -> None:
        """Make what lies in `origin` the pull request 7."""
        self.commit("a submission")
        git(self.origin, "update-ref", "refs/pull/7/head", "HEAD")

    def add(self, name: str, data: bytes = b"a bundle") -> Path:
        path = self.origin / "leaderboard" / "bundles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def run(self, step: str, path: str = "", max_mb: str = "64") -> subprocess.CompletedProcess[str]:
        env = {
            "PATH": f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"],
            "HOME": str(self.temp),
            "PYTHONPATH": str(ROOT),
            "BASE": self.base,
            "NUMBER": "7",
            "MAX_MB": max_mb,
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
        }
        script = self.temp / "step.sh"
        script.write_text(STEPS[step])
        words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        return subprocess.run(words, cwd=self.checkout, env=env, capture_output=True, text=True, check=False)

    @property
    def taken(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.temp / "bundles").iterdir()}


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def command(folder: Path, script: str) -> str:
    """Put a `stem2code-eval` first in the path and return where."""
    (folder / "bin").mkdir()
    (folder / "bin" / "stem2code-eval").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "bin" / "stem2code-eval").chmod(0o755)
    return str(folder / "bin")


def test_it_runs_without_rights_and_secrets_on_code_of_the_base_branch() -> None:
    assert set(WORKFLOW[True]) == {"pull_request"}, "YAML reads `on` as true"
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "permissions" not in JOB
    assert "secrets" not in re.sub(r"#.*", "", FILE.read_text())
    checkout = JOB["steps"][0]["with"]
    assert checkout == {"ref": "${{ github.event.pull_request.base.sha }}", "persist-credentials": False}
    assert JOB["timeout-minutes"] <= 120


def test_nothing_of_the_pull_request_is_pasted_into_a_script() -> None:
    for script in STEPS.values():
        assert "${{" not in script
    values = [*JOB["env"].values(), *(value for step in JOB["steps"] for value in step.get("with", {}).values())]
    named = set(re.findall(r"\$\{\{ ([\w.]+) \}\}", " ".join(map(str, values))))
    assert named <= {"github.event.pull_request.base.sha", "github.event.pull_request.number", "runner.temp"}


def test_it_takes_the_bundle_and_nothing_else(job: Job) -> None:
    job.add("mine.zip", b"PK\0 mine")
    (job.origin / "code.py").write_text("evil\n")
    (job.origin / ".gitattributes").write_text("*.zip filter=evil\n")
    job.propose()
    done = job.run("take")
    assert (done.returncode, done.stderr) == (0, "")
    assert job.taken == {"mine.zip": b"PK\0 mine"}
    assert (job.checkout / "code.py").read_text() == "base\n"
    assert git(job.checkout, "rev-parse", "HEAD") == job.base


def test_a_bundle_that_is_too_large_is_not_written(job: Job) -> None:
    job.add("large.zip", bytes(2 * 2**20))
    job.propose()
    done = job.run("take", max_mb="1")
    assert done.returncode == 1
    assert "large.zip has 2097152 bytes, more than 1 MiB" in done.stderr
    assert job.taken == {}


@pytest.mark.parametrize("name", ["a b.zip", "$(touch x).zip", "-x.zip", "sub/x.zip", "x.tar", "é.zip", "a\nb.zip"])
def test_strange_names_are_refused(job: Job, name: str) -> None:
    job.add(name)
    job.propose()
    done = job.run("take")
    assert done.returncode == 1
    assert "not a name for a bundle" in done.stderr
    assert job.taken == {}
    assert not (job.checkout / "x").exists()


def test_a_link_is_refused(job: Job) -> None:
    path = job.add("link.zip")
    path.unlink()
    path.symlink_to("/etc/passwd")
    job.propose()
    done = job.run("take")
    assert (done.returncode, "link.zip is not a plain file" in done.stderr) == (1, True)


def test_too_many_bundles_and_none(job: Job) -> None:
    (job.origin / "other").write_text("x")
    job.propose()
    none = job.run("take")
    assert (none.returncode, "adds no bundle" in none.stderr) == (1, True)
    (job.temp / "bundles").rmdir()
    for number in range(5):
        job.add(f"{number}.zip")
    job.propose()
    many = job.run("take")
    assert (many.returncode, "more than 4 bundles" in many.stderr) == (1, True)


@pytest.mark.parametrize("code", [0, 1, 3, 4])
def test_the_job_fails_where_a_bundle_does_not_verify(job: Job, tmp_path: Path, code: int) -> None:
    (job.temp / "bundles").mkdir()
    (job.temp / "bundles" / "a.zip").write_bytes(b"a")
    told = 'echo "$@" >>"$RUNNER_TEMP/called"; printf "verdict\\n~~~\\n# A heading\\n"'
    done = job.run("verify", command(tmp_path, f"{told}; exit {code}"))
    assert done.returncode == (code != 0)
    words = f"leaderboard add {job.temp}/bundles/a.zip --max-mb 64 --entries {job.temp}/entries --quiet\n"
    assert (job.temp / "called").read_text() == words
    summary = (job.temp / "summary").read_text().splitlines()
    assert summary[0] == f"### a.zip: exit code {code}"
    assert all(line.startswith("    ") for line in summary[2:])


def test_the_real_command_refuses_what_is_no_bundle(job: Job, tmp_path: Path) -> None:
    job.add("no.zip", b"text")
    job.propose()
    assert job.run("take").returncode == 0
    real = f'exec {sys.executable} -c "from stem2code_eval.cli.main import main; main()" "$@"'
    done = job.run("verify", command(tmp_path, real))
    assert done.returncode == 1
    assert "no.zip is not a bundle" in (job.temp / "summary").read_text()
    assert not (job.temp / "entries").exists()
