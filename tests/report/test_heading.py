from report_runs import manifest

from stem2code_eval.report.heading import facts, title


def test_the_head_says_what_was_run_with_what_and_when() -> None:
    found = dict(facts(manifest(4), {"prompt_tokens": 1234567, "completion_tokens": 89, "cost_usd": 1.5}))
    assert found["Model"] == "openai/some-model"
    assert found["Task"] == "figures 1, split v1"
    assert found["Date"] == "2025-01-31 12:00 UTC to 12:30 UTC"
    assert found["Renderer"] == f"{'f' * 16} (native)"
    assert found["Tokens"] == "1,234,567 prompt, 89 completion"
    assert found["Cost"] == "1.50 USD"
    assert title(manifest(4)) == "openai/some-model on figures"


def test_a_run_over_two_days_names_both() -> None:
    found = dict(facts(manifest(4, end="2025-02-01T13:00:00+01:00"), {}))
    assert found["Date"] == "2025-01-31 12:00 UTC to 2025-02-01 12:00 UTC"


def test_a_run_without_end_and_without_counts_says_so() -> None:
    found = dict(facts(manifest(4, end=None), {}))
    assert found["Date"] == "begun 2025-01-31 12:00 UTC, not ended"
    assert "Tokens" not in found


def test_what_is_missing_or_of_another_kind_is_not_recorded() -> None:
    found = dict(facts({"model": [], "task": {"name": "t", "version": 2}, "start": "yesterday"}, {}))
    assert found["Model"] == "not recorded"
    assert found["Renderer"] == "not recorded (not recorded)"
    assert found["Task"] == "t 2"
    assert found["Date"] == "begun yesterday, not ended"
