from pathlib import Path

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.models import prices
from stem2code_eval.models.prices import Price, find_price


def test_tokens_cost_what_the_table_says() -> None:
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 500_000, "cached_tokens": 400_000, "reasoning_tokens": 1}
    assert Price(2.0, 8.0).cost_usd(usage) == 2.0 + 4.0
    assert Price(2.0, 8.0, cached=0.5).cost_usd(usage) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 4.0)
    assert Price(0.0, 0.0, reasoning=3.0).cost_usd(usage) == pytest.approx(3e-6)
    assert Price(2.0, 8.0).cost_usd({}) == 0.0


def test_the_users_own_table_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert find_price("openai/m", None) is None
    (tmp_path / "stem2code-eval").mkdir()
    (tmp_path / "stem2code-eval" / "prices.yaml").write_text("openai/m: {prompt: 1, completion: 2.5}\n")
    assert find_price("openai/m", None) == Price(1.0, 2.5)
    assert find_price("openai/other", None) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("openai/m: {prompt: 1}", "the price of completion tokens is missing"),
        ("openai/m: {prompt: 1, completion: -1}", "must be a number"),
        ("openai/m: {prompt: 1, completion: .nan}", "must be a number"),
        ("openai/m: {prompt: 1, completion: dear}", "must be a number"),
        ("openai/m: {prompt: 1, completion: true}", "must be a number"),
        ("openai/m: {prompt: 1, completion: 1, cashed: 1}", 'Did you mean "cached"'),
        ("openai/m: 3", "write {prompt"),
        ("- openai/m", "no table of prices"),
        ("openai/m: {", "Cannot read"),
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "p.yaml").write_text(text)
    with pytest.raises(UserError, match=said) as caught:
        find_price("openai/m", tmp_path / "p.yaml")
    assert "p.yaml" in str(caught.value)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.yaml"):
        find_price("openai/m", tmp_path / "none.yaml")


def test_the_example_can_be_read() -> None:
    example = Path(prices.__file__).with_name("prices.example.yaml")
    assert find_price("openai/my-local-model", example) == Price(0.0, 0.0)
