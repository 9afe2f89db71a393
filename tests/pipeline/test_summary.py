import io

from rich.console import Console

from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.pairing import PairResult
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.summary import print_pair, print_summary


def shown(rows: list[ScoreRow], title: str = "m on t") -> str:
    out = io.StringIO()
    results = aggregate(rows, ("exec_rate", "pixel"), [], 0)
    print_summary(Console(file=out, width=120), title, results, rows)
    return out.getvalue()


def scored(name: str, value: float, subject: str) -> ScoreRow:
    return ScoreRow(name, subject, None, None, "ok", [], {"exec_rate": 100.0, "pixel": value}, key="k")


def failed(name: str, message: str) -> ScoreRow:
    metrics = {"exec_rate": None, "pixel": None}
    return ScoreRow(name, "a", None, None, "model_error", [], metrics, message=message)


def test_a_complete_run_shows_means_outcomes_coverage_and_subjects() -> None:
    text = shown([scored("1", 80.0, "a"), scored("2", 40.0, "b")])
    assert "60.0" in text
    assert "outcomes: ok 2" in text
    assert "coverage: 100.0 % of 2 figures" in text
    assert "by subject" in text
    assert "missing as 0" not in text


def test_an_incomplete_run_shows_both_bounds_and_why() -> None:
    text = shown([scored("1", 80.0, "a"), *(failed(f"x{at}", f"said {at}") for at in range(8))])
    assert "missing as 0" in text
    assert "coverage: 11.1 %" in text
    assert 'no result, model_error: id "x0": said 0' in text
    assert "said 5" not in text
    assert "... and 3 more" in text


def test_what_servers_and_rows_say_cannot_steer_the_terminal() -> None:
    text = shown([failed("[red]", "\x1b[2J[bold]gone"), scored("2", 1.0, "[i]s")], "\x1b]0;t\x07[b]m")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]gone" in text
    assert "[i]s" in text
    assert "[b]m" in text


def test_a_pair_is_shown_with_reasons() -> None:
    out = io.StringIO()
    result = PairResult("timeout", ["raster"], {"pixel": 0.0, "ssim": None}, {"ssim": "no ink"}, "[x]")
    print_pair(Console(file=out, width=80), result)
    assert "outcome: timeout (raster)" in out.getvalue()
    assert "ssim: no ink" in out.getvalue()
    assert "[x]" in out.getvalue()
