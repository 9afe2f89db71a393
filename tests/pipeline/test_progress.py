import io

import pytest
from rich.console import Console

from stem2code_eval.pipeline import progress as module
from stem2code_eval.pipeline.progress import FirstFaults, LiveProgress, PlainProgress, make_progress
from stem2code_eval.pipeline.records import ScoreRow


def row(outcome: str) -> ScoreRow:
    return ScoreRow("a", "s", None, None, outcome, [], {})


def test_a_terminal_gets_a_bar_and_logs_get_lines() -> None:
    assert isinstance(make_progress(Console(force_terminal=True), quiet=False), LiveProgress)
    assert isinstance(make_progress(Console(force_terminal=True), quiet=True), PlainProgress)
    assert isinstance(make_progress(Console(file=io.StringIO()), quiet=False), PlainProgress)


def test_plain_lines_come_now_and_then_with_rate_time_left_and_outcomes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter([0.0, 0.0, *(2.0 * tick for tick in range(1, 7))])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    out = io.StringIO()
    progress = PlainProgress(Console(file=out, width=40))
    progress.start(10)
    for outcome in ("ok", "ok", "timeout", "ok", "ok", "model_error"):
        progress.done(row(outcome))
    assert out.getvalue().splitlines() == [
        "3/10, 0.5/s, 14 s left: ok 2, timeout 1",
        "6/10, 0.5/s, 8 s left: ok 4, model_error 1, timeout 1",
    ]


def test_the_bar_shows_outcomes_and_what_is_said_is_made_safe() -> None:
    out = io.StringIO()
    progress = LiveProgress(Console(file=out, force_terminal=True, width=200))
    progress.start(2)
    progress.done(row("ok"))
    progress.done(row("no_code"))
    progress.say("a \x07[red]sentence[/red]")
    progress.close()
    assert "2/2" in out.getvalue()
    assert "no_code 1, ok 1" in out.getvalue()
    assert "a [red]sentence[/red]" in out.getvalue()
    assert "\x07" not in out.getvalue()


def test_the_first_faults_are_said_at_once_and_the_rest_is_left_to_the_end() -> None:
    said: list[str] = []
    faults = FirstFaults(said.append, most=2)
    for number, outcome in enumerate(("data_error", "model_error", "sandbox_error", "model_error")):
        faults.tell(ScoreRow(f"s{number}", "a", None, None, outcome, [], {}, message="why"))
    faults.tell(ScoreRow("done", "a", None, None, "ok", [], {}, key="k"))
    assert said == [
        'id "s1": model_error: why',
        'id "s2": sandbox_error: why (the table at the end names more)',
    ]
