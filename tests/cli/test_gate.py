"""`gate`, `compare` and `export` on the command line."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import Command
from made_runs import changed, failed, lost, rows_of, scores, write_run
from pipeline_fakes import answer, program, program_rows, write_task

GATE = ("gate", "base", "candidate", "--metric", "elements=2")


def both(base: list[Any], candidate: list[Any], **changes: Any) -> None:
    write_run(Path("base"), base)
    write_run(Path("candidate"), candidate, **changes)


def test_a_pass_is_exit_code_0(command: Command) -> None:
    both(rows_of(scores(60)), rows_of(scores(60)))
    code, out, err = command(*GATE)
    assert code == 0, err
    assert "PASS: nothing lost more than it may." in out
    assert "may lose: elements 2 points; alpha 0.05, undecided fail, at least 20 independent figures" in out


def test_a_regression_is_exit_code_1_in_every_output(command: Command) -> None:
    before = scores(240)
    both(rows_of(before), rows_of(changed(before, 12.0, 5.0)))
    code, out, _ = command(*GATE, "--markdown", "o/v.md", "--junit", "o/v.xml", "--json", "o/v.json")
    assert code == 1
    assert "REGRESSION: elements lost 10.70 points, at least 10.01, and may lose 2." in out
    assert Path("o/v.md").read_text().startswith("### Gate: REGRESSION\n")
    assert '<failure type="regression"' in Path("o/v.xml").read_text()
    assert json.loads(Path("o/v.json").read_text())["exit_code"] == 1


def test_too_few_figures_are_exit_code_3_and_say_how_many_would_do(command: Command) -> None:
    before = scores(40)
    both(rows_of(before), rows_of(changed(before, 1.0, 20.0)))
    code, out, _ = command(*GATE)
    assert code == 3
    assert "UNDECIDED, not passed" in out
    assert "Figures that would decide (power 80 %)" in out
    code, out, _ = command(*GATE, "--undecided", "pass")
    assert code == 0
    assert "UNDECIDED, passed, by --undecided pass" in out


def test_a_fault_is_exit_code_3_and_is_named(command: Command) -> None:
    rows = rows_of(scores(60))
    both(rows, [*rows[:-1], lost("s59")])
    code, out, _ = command(*GATE, "--undecided", "pass")
    assert code == 3
    assert "candidate, s59: model_error: the server said 503" in out


def test_other_versions_are_exit_code_4_until_they_are_allowed(command: Command) -> None:
    both(rows_of(scores(60)), rows_of(scores(60)), renderer__fingerprint="0" * 64)
    code, out, _ = command(*GATE, "--junit", "v.xml")
    assert code == 4
    assert f"renderer.fingerprint: {'f' * 57}... in base, {'0' * 57}... in candidate" in out
    assert '<error type="incomparable"' in Path("v.xml").read_text()
    code, out, _ = command(*GATE, "--allow", "renderer.fingerprint", "--markdown", "v.md")
    assert code == 0
    for text in (out, Path("v.md").read_text()):
        assert "was allowed" in text
        assert "renderer.fingerprint" in text


def test_what_cannot_be_read_is_exit_code_2_and_leaves_no_old_verdict(command: Command) -> None:
    both(rows_of(scores(60)), rows_of(scores(60)))
    assert command(*GATE, "--json", "v.json")[0] == 0
    Path("candidate/results.json").write_text("{}")
    code, _, err = command(*GATE, "--json", "v.json")
    assert code == 2
    assert "candidate/scores.jsonl does not give the n, coverage, outcomes of results.json" in err
    assert not Path("v.json").exists()


def test_an_output_never_replaces_an_input(command: Command) -> None:
    both(rows_of(scores(60)), rows_of(scores(60)))
    command("export", "base", "--out", "base.jsonl")
    before = Path("base.jsonl").read_bytes()
    words = ("gate", "base.jsonl", "candidate", "--metric", "elements=2")
    assert command(*words, "--json", "./base.jsonl")[0] == 2
    assert command(*words, "--json", "v", "--junit", "v")[0] == 2
    assert command("compare", "base.jsonl", "candidate", "--html", "base.jsonl")[0] == 2
    assert Path("base.jsonl").read_bytes() == before


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_an_exported_file_gives_the_identical_verdict(command: Command, form: str) -> None:
    before = scores(60)
    after = rows_of(changed(before, 2.0, 8.0))
    after[3] = failed("s3", "timeout", subject="subject 0")
    both([each | {"source": f"f{at % 25}"} for at, each in enumerate(rows_of(before))], after)
    for name in ("base", "candidate"):
        assert command("export", name, "--format", form)[0] == 0
    words = ("--metric", "elements=2", "--metric", "exec_rate=1", "--json", "-")
    by_folder = command("gate", "base", "candidate", *words)
    by_file = command("gate", f"base.{form}", f"candidate.{form}", *words)
    assert by_file[0] == by_folder[0] == 3
    assert by_file[1].replace(f".{form}", "") == by_folder[1]
    by_folder = command("compare", "base", "candidate", "--json", "-")
    by_file = command("compare", f"base.{form}", f"candidate.{form}", "--json", "-")
    assert by_file[1].replace(f".{form}", "") == by_folder[1]


def test_a_run_against_itself_is_refused_also_as_a_copy_or_a_file(command: Command) -> None:
    write_run(Path("base"), rows_of(scores(60)))
    shutil.copytree("base", "candidate")
    command("export", "base")
    for other in ("base", "candidate", "base.jsonl"):
        for words in (("gate", "base", other, "--metric", "elements=2"), ("compare", "base", other)):
            code, _, err = command(*words)
            assert code == 2
            assert "are one and the same run" in err


def test_json_on_standard_output_is_alone_there(command: Command) -> None:
    both(rows_of(scores(60)), rows_of(scores(60)))
    code, out, err = command(*GATE, "--json", "-")
    assert code == 0
    assert json.loads(out)["status"] == "pass"
    assert "PASS" in err


def test_rules_in_a_file_are_used_only_when_named(command: Command) -> None:
    both(rows_of(scores(60)), rows_of(scores(60)))
    Path("gate.toml").write_text("[metrics]\nelements = 2\npixel = 1\n")
    code, out, _ = command("gate", "base", "candidate", "--config", "gate.toml")
    assert code == 0
    assert "may lose: elements 2, pixel 1 points" in out
    assert command("gate", "base", "candidate")[0] == 2


def test_the_summary_of_a_github_job_is_appended_to(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    both(rows_of(scores(60)), rows_of(scores(60)))
    Path("summary").write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary")
    command(*GATE)
    text = Path("summary").read_text()
    assert text.startswith("before\n### Gate: PASS\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/such/folder")
    assert command(*GATE)[0] == 2


def test_compare_writes_tables_a_plot_and_a_page(command: Command) -> None:
    before = scores(60)
    both(rows_of(before), rows_of(changed(before, 3.0, 8.0)))
    code, out, err = command(
        *("compare", "base", "candidate", "--plot", "p.png", "--plot", "p.svg", "--html", "o/c.html"),
        *("--markdown", "c.md", "--json", "c.json"),
    )
    assert code == 0, err
    assert "elements by subject" in out
    assert "60 figures in both runs; 0 ended otherwise." in out
    assert Path("p.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in Path("p.svg").read_text()
    assert "Two runs, side by side" in Path("o/c.html").read_text()
    assert "| metric | A | B |" in Path("c.md").read_text()
    assert len(json.loads(Path("c.json").read_text())["figures"]) == 60


def test_compare_of_other_tasks_is_exit_code_4_and_of_a_run_with_faults_3(command: Command) -> None:
    rows = rows_of(scores(30))
    both(rows, [*rows[:-1], lost("s29")], task__name="others")
    code, out, _ = command("compare", "base", "candidate", "--plot", "p.png")
    assert code == 4
    assert "task.name: figures in base, others in candidate" in out
    assert not Path("p.png").exists()
    assert command("compare", "base", "candidate", "--allow", "task.name")[0] == 3


def test_runs_of_the_pipeline_go_through_with_repeats(task: Path, command: Command) -> None:
    write_task(Path("many"), program_rows(24))
    for name, ends in (("base", "ok"), ("candidate", "timeout")):
        rows = [
            {"id": f"s{at}", "repeat": repeat, "response": answer(program(f"x{at} {repeat}", ends if repeat else "ok"))}
            for at in range(24)
            for repeat in (0, 1)
        ]
        Path(f"{name}.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
        words = ("--model", f"replay/{name}.jsonl", "--task", "./many", "--out", name, "--repeats", "2")
        assert command("run", *words)[0] == 0
    code, out, _ = command("gate", "base", "candidate", "--metric", "exec_rate=2")
    assert code == 1
    assert "exec_rate lost 50.00 points, at least 50.00" in out
    assert "ok -> ok 1, timeout 1: 24" in out


def test_an_error_that_quotes_a_run_moves_no_terminal(tmp_path: Path) -> None:
    write_run(tmp_path / "base", rows_of(scores(4)))
    text = (tmp_path / "base" / "run.json").read_text()
    (tmp_path / "base" / "run.json").write_text(text.replace('"default"', '"\\u001b[2J\\u202e"'))
    main = "from stem2code_eval.cli.main import main; main()"
    words = [sys.executable, "-c", main, "gate", "base", "base", "--metric", "elements=2"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert 'Unknown protocol "⟨U+001B⟩[2J⟨U+202E⟩"' in done.stderr


def test_the_command_itself_prints_one_sentence_without_a_traceback(tmp_path: Path) -> None:
    main = "from stem2code_eval.cli.main import main; main()"
    words = [sys.executable, "-c", main, "gate", "no", "such", "--metric", "elements=2"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "stem2code-eval: There is no no; give a run folder, or a file that `stem2code-eval export` wrote.\n"
    )
