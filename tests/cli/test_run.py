import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import ARGUMENTS, Command, results
from pipeline_fakes import program_rows, write_task

from stem2code_eval.pipeline import launch
from stem2code_eval.pipeline.interrupt import Interrupted


def test_a_run_prints_a_table_and_leaves_a_run_folder(task: Path, command: Command) -> None:
    code, out, err = command("run", "--model", "baseline/reference", "--task", "./t", "--out", "out")
    assert code == 0, err
    assert "baseline/reference on t" in out
    assert "exec_rate" in out
    assert "coverage: 100.0 % of 6 figures" in out
    assert "run folder: out" in out
    assert "t 1: 6 figures." in err
    assert results()["metrics"]["pixel"]["mean"] == 100.0


def test_missing_answers_are_exit_code_3_unless_allowed(task: Path, command: Command) -> None:
    code, out, err = command(*ARGUMENTS)
    assert code == 3
    assert "Coverage is 83.3 %, below 100 % (ok 5, model_error 1)" in err
    assert 'holds no response with the id "s5"' in err
    assert "missing as 0" in out
    assert results()["coverage"] == pytest.approx(500 / 6)
    assert command(*ARGUMENTS, "--min-coverage", "80")[0] == 0


def test_another_configuration_is_exit_code_4_and_names_the_fields(task: Path, command: Command) -> None:
    command(*ARGUMENTS)
    code, _, err = command(*ARGUMENTS, "--limit", "3", "--metrics", "pixel")
    assert code == 4
    assert "task.limit (None there, 3 here)" in err
    assert "metrics.ssim" in err


def test_how_it_is_run_is_no_other_configuration(task: Path, command: Command) -> None:
    command(*ARGUMENTS)
    again = command(*ARGUMENTS, "--workers", "1", "--concurrency", "1", "--quiet", "--sandbox", "native")
    assert again[0] == 3


def test_limit_and_subjects_choose_figures(task: Path, command: Command) -> None:
    command("run", "--model", "baseline/reference", "--task", "./t", "--out", "a", "--limit", "3")
    assert {name: part["n"] for name, part in results("a")["by_subject"].items()} == {
        "subject 0": 1,
        "subject 1": 1,
        "subject 2": 1,
    }
    command(
        *("run", "--model", "baseline/reference", "--task", "./t", "--out", "b"),
        *("--subjects", "subject 1, subject 2"),
    )
    assert set(results("b")["by_subject"]) == {"subject 1", "subject 2"}


def test_metrics_are_chosen_and_exec_rate_is_always_there(task: Path, command: Command) -> None:
    command(
        *("run", "--model", "baseline/reference", "--task", "./t", "--out", "out"),
        *("--metrics", "ssim,exec_rate,ssim"),
    )
    assert list(results()["metrics"]) == ["exec_rate", "ssim"]


def test_without_out_the_folder_is_named_and_another_configuration_gets_its_own(task: Path, command: Command) -> None:
    words = ("run", "--model", "baseline/reference", "--task", "./t")
    command(*words)
    command(*words)
    command(*words, "--limit", "2")
    first, second = sorted(Path("runs").iterdir())
    assert first.name.startswith("t-baseline-reference-20")
    assert second.name == first.name + "-2"
    assert (results(str(first))["n"], results(str(second))["n"]) == (6, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--model", "baseline/refrence", "--task", "./t"), 'Did you mean "reference"'),
        (("--model", "opnai/x", "--task", "./t"), 'Did you mean "openai"'),
        (("--model", "baseline/reference", "--task", "stem_figres"), 'Did you mean "stem_figures"'),
        (("--model", "baseline/reference", "--task", "./t", "--metrics", "pixl"), 'Did you mean "pixel"'),
        (("--model", "baseline/reference", "--task", "./t", "--subjects", "subject"), "Did you mean"),
        (("--model", "openai/x", "--task", "./t", "--gen-args", "hot"), "not of the form name=value"),
    ],
)
def test_an_unknown_name_is_exit_code_2_and_a_sentence(
    task: Path, command: Command, words: tuple[str, ...], said: str
) -> None:
    code, _, err = command("run", *words)
    assert code == 2
    assert said in err
    assert not Path("runs").exists()


def test_broken_rows_are_named_at_the_start(task: Path, command: Command) -> None:
    with (task / "samples.jsonl").open("a") as file:
        file.write("{not json\n")
    code, out, err = command("run", "--model", "baseline/reference", "--task", "./t", "--out", "out")
    assert code == 3
    assert "samples.jsonl, line 7: the line is not JSON" in err
    assert results()["outcomes"] == {"ok": 6, "data_error": 1}
    assert "coverage: 85.7 % of 7 figures" in out


def test_stopped_it_says_how_to_go_on_and_exits_with_130(
    task: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> Any:
        raise Interrupted(2)

    monkeypatch.setattr(launch, "execute", interrupted)
    code, _, err = command(*ARGUMENTS)
    assert code == 130
    assert "Stopped: 0 of 6 figures are done and on the disk." in err
    assert "--out out" in err


def test_what_programs_and_servers_say_reaches_the_terminal_without_control_characters(
    task: Path, command: Command, tmp_path: Path
) -> None:
    nasty = "\x1b[2J\u202e[red]gone[/red]"
    rows = program_rows(1)
    rows[0]["id"] = nasty
    write_task(tmp_path / "t", rows)
    _, out, err = command(*ARGUMENTS)
    assert "\x1b[2J" not in out + err
    assert "\u202e" not in out + err
    assert "[red]gone[/red]" in out


def test_score_computes_other_metrics_without_the_task(task: Path, command: Command) -> None:
    import shutil

    command(*ARGUMENTS)
    shutil.rmtree(task)
    code, out, err = command("score", "out", "--metrics", "ssim")
    assert code == 0, err
    assert "scored again" in out
    assert list(results()["metrics"]) == ["exec_rate", "ssim"]
    assert command("score", str(Path.cwd()))[0] == 2


def test_the_command_line_loads_nothing_heavy_before_a_command_runs() -> None:
    code = (
        "import sys; from stem2code_eval.cli import data, pair, run, score;"
        "print([m for m in ('numpy', 'scipy', 'PIL', 'openai', 'pydantic', 'yaml', 'docker') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (None, {}),
        ("", {}),
        ("temperature=0,max_tokens=4096", {"temperature": 0, "max_tokens": 4096}),
        ("top_p=0.9, stream=false,name=a b", {"top_p": 0.9, "stream": False, "name": "a b"}),
        ("stop=a=b", {"stop": "a=b"}),
    ],
)
def test_arguments_are_read_as_json_where_they_are(text: str | None, value: dict) -> None:
    assert launch.parse_arguments(text, "--gen-args") == value
