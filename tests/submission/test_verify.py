"""Verification beyond forgeries: other renderers, failing sandboxes, coverage, copies, commitments."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import invoked
from forging import add_up, read, write
from pipeline_fakes import answer
from submitted_runs import REFERENCES, Shared, make_task, run_of

from stem2code_eval.cli import submit
from stem2code_eval.data.private import commitment, write_private_split
from stem2code_eval.data.task import load_task
from stem2code_eval.errors import ExitCode
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.types import Rendering
from stem2code_eval.submission import launch
from stem2code_eval.submission.findings import Level
from stem2code_eval.submission.packing import pack
from stem2code_eval.submission.verify import Commitment, Report

Verify = Callable[..., Report]


@pytest.fixture
def command(any_sandbox: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Run `submit` in the session's sandbox: exit code and output."""
    monkeypatch.setattr(launch, "open_renderer", lambda *options: Shared(any_sandbox))

    def invoke(*words: object) -> tuple[int, str]:
        code, out, err = invoked(submit.app, *words)
        return code, out or err

    return invoke


@pytest.mark.usefixtures("nothing_left")
def test_pack_and_verify_from_the_command_line(
    command: Callable[..., tuple[int, str]], run: Path, task: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.zip"
    code, said = command("pack", run, "-o", path)
    assert (code, "6 figures" in said) == (0, True)
    code, said = command("verify", path, "--task", task, "--json")
    report = json.loads(said)
    assert (code, report["verdict"], report["samples"]) == (0, "verified", 6)
    assert report["sandbox"] in ("docker", "bubblewrap", "native")
    assert report["copies"] == {"answers": 5, "programs": 1, "pictures": 1}


def test_a_forged_bundle_is_told_in_a_table_and_exit_code_1(
    command: Callable[..., tuple[int, str]], bundle: Path, task: Path, tmp_path: Path
) -> None:
    pages = read(bundle)
    rows = pages.rows("scores")
    rows[1]["metrics"]["elements"] = 99.0
    pages.set_rows("scores", rows)
    add_up(tmp_path / "scratch.zip", pages)
    code, said = command("verify", write(tmp_path / "forged.zip", pages), "--task", task)
    assert code == 1
    assert "verdict: does not verify" in said
    assert "near" in said
    assert "elements is 99 in the" in said


def test_the_command_itself_refuses_what_is_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"text")
    done = subprocess.run(
        [sys.executable, "-c", "from stem2code_eval.cli.main import main; main()", "submit", "verify", "no.zip"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("stem2code-eval: no.zip is not a bundle: it does not end as one that `submit pack` wrote.\n")


def test_a_bundle_cannot_send_the_verifier_to_a_folder_of_its_choice(
    command: Callable[..., tuple[int, str]],
    bundle: Path,
    task: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(task.parent)
    for name in (str(task), "../small", "~/tasks", task.name):
        pages = read(bundle)
        pages.change("run.json", lambda value, name=name: value["task"].update(name=name))
        code, said = command("verify", write(tmp_path / "sent.zip", pages))
        assert (code, "which is not here" in said) == (2, True)


def test_with_another_renderer_nothing_is_verified_and_the_means_of_both_are_told(
    bundle: Path, verified: Verify, tmp_path: Path
) -> None:
    pages = read(bundle)
    pages.change("run.json", lambda value: value["renderer"].update(fingerprint="0" * 64))
    report = verified(write(tmp_path / "other.zip", pages))
    assert report.exit_code == ExitCode.INCOMPARABLE
    assert report.means["elements"][0] == report.means["elements"][1]
    told = [finding.text for finding in report.findings if finding.check == "renderer"]
    assert len(told) == 1
    assert "Verify it with stem2code-eval 0.1.0 and its sandbox" in told[0]


def test_with_another_renderer_a_changed_program_is_still_found(bundle: Path, verified: Verify, tmp_path: Path) -> None:
    pages = read(bundle)
    pages.change("run.json", lambda value: value["renderer"].update(fingerprint="0" * 64))
    pages.change_row("renders", "near", program=REFERENCES["near"])
    assert verified(write(tmp_path / "other.zip", pages)).exit_code == ExitCode.FAILED


def test_a_failing_sandbox_leaves_it_open(
    bundle: Path, task: Path, command: Callable[..., tuple[int, str]], any_sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(Shared):
        def __init__(self) -> None:
            super().__init__(any_sandbox)
            self.render = lambda program: (
                Rendering(Outcome.SANDBOX_ERROR, message="it burns")
                if "'B'" in program
                else any_sandbox.render(program)
            )

    monkeypatch.setattr(launch, "open_renderer", lambda *options: Failing())
    code, said = command("verify", bundle, "--task", task)
    assert code == 3
    assert "verdict: incomplete" in said
    assert "sandbox_error: it burns" in " ".join(said.replace("│", " ").split())


def test_a_bundle_with_less_than_all_verifies_as_what_it_is(
    any_sandbox: Any, task: Path, verified: Verify, tmp_path: Path
) -> None:
    run = run_of(task, tmp_path / "run", any_sandbox, failing=["far"])
    path = pack(run, tmp_path / "b.zip", 50.0, print).path
    report = verified(path)
    assert report.exit_code == ExitCode.DONE, report.findings
    assert read(path).value("results.json")["metrics"]["elements"]["bounds"][0] < report.means["elements"][1]


def test_several_answers_to_each_figure(any_sandbox: Any, task: Path, verified: Verify, tmp_path: Path) -> None:
    from dataclasses import replace

    from pipeline_fakes import FakeModel, Silent, make_run
    from submitted_runs import ANSWERS

    from stem2code_eval.metrics.pair import describe
    from stem2code_eval.pipeline.runner import execute
    from stem2code_eval.pipeline.scoring import Scorer
    from stem2code_eval.pipeline.store import Store

    with Store(tmp_path / "run", print) as store:
        model = FakeModel(dict(ANSWERS), name="openai/tiny")
        run = make_run(load_task(str(task)), model, Shared(any_sandbox), metrics=describe(("pixel",)))
        run.manifest["repeats"] = 2
        execute(replace(run, repeats=2), store, Silent(), Scorer(1))
    path = pack(tmp_path / "run", tmp_path / "b.zip", 100.0, print).path
    assert verified(path).exit_code == ExitCode.DONE
    pages = read(path)
    pages.set_rows("scores", [row for row in pages.rows("scores") if (row["id"], row["repeat"]) != ("far", 1)])
    add_up(tmp_path / "scratch.zip", pages)
    findings = verified(write(tmp_path / "best.zip", pages)).findings
    assert any('missing from the scores: "far" (repeat 1)' in finding.text for finding in findings)


def test_references_as_answers_verify_and_are_counted_aloud(
    any_sandbox: Any, task: Path, verified: Verify, tmp_path: Path
) -> None:
    """No bundle can show that a model wrote what it holds: this is what a perfect model's would look like."""
    commented = {name: answer(f"# my own\n{program}") for name, program in REFERENCES.items()}
    run = run_of(task, tmp_path / "run", any_sandbox, commented)
    report = verified(pack(run, tmp_path / "b.zip", 100.0, print).path)
    assert report.exit_code == ExitCode.DONE
    assert report.copies is not None
    assert (report.copies.programs, report.copies.pictures, report.copies.answers) == (6, 6, 6)
    assert [finding.check for finding in report.findings] == ["copies"]
    assert "6 of 6 programs are the reference programs themselves" in report.findings[0].text


def test_other_figures_under_the_right_hash_score_otherwise_here(
    any_sandbox: Any, bundle: Path, verified: Verify, tmp_path: Path
) -> None:
    """The forger ran an easier task and writes down the hash of ours."""
    easier = make_task(
        tmp_path / "easier", {**REFERENCES, "near": "import matplotlib.pyplot as plt\nplt.plot([0, 2, 2])\n"}
    )
    path = pack(run_of(easier, tmp_path / "run", any_sandbox), tmp_path / "b.zip", 100.0, print).path
    pages = read(path)
    pages.change("run.json", lambda value: value["task"].update(read(bundle).value("run.json")["task"]))
    report = verified(write(tmp_path / "forged.zip", pages))
    assert report.exit_code == ExitCode.FAILED
    failed = {(finding.check, finding.sample) for finding in report.findings if finding.level == Level.FAILED}
    assert failed == {("score", "near")}


def test_a_private_split_is_checked_by_the_commitment_that_was_published(
    any_sandbox: Any, verified: Verify, tmp_path: Path
) -> None:
    secret = b"0123456789abcdef0123456789abcdef"
    published = write_private_split(secret, 2, tmp_path / "private")
    task = load_task(str(tmp_path / "private"))
    answers = {entry.id: "I would rather not." for entry in task.entries}
    run = run_of(tmp_path / "private", tmp_path / "run", any_sandbox, answers)
    path = pack(run, tmp_path / "b.zip", 100.0, print).path
    held = b"".join(read(path).values())
    assert all(entry.sample.reference_code.encode() not in held for entry in task.entries if entry.sample)
    kept = verified(path, tmp_path / "private", commitment=Commitment(secret, published))
    assert kept.exit_code == ExitCode.DONE, kept.findings
    other = commitment(b"another secret of thirty-two byte", task)
    broken = verified(path, tmp_path / "private", commitment=Commitment(secret, other))
    assert broken.exit_code == ExitCode.FAILED
    assert broken.findings[0].text == "the figures here are not those that the published commitment fixed."
