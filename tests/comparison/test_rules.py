"""The grammar of the gate's rules."""

from pathlib import Path
from typing import Any

import pytest

from stem2code_eval.comparison.rules import Rules, chosen_rules, rules_of_file
from stem2code_eval.errors import UserError


def rules(*metrics: str, max_drop: float | None = None, config: Path | None = None, **options: Any) -> Rules:
    told = {"alpha": None, "undecided": None, "min_figures": None, "allow": ()} | options
    return chosen_rules(config, metrics, max_drop, **told)


def test_a_metric_has_its_own_drop_or_the_common_one() -> None:
    assert rules("elements=2", "pixel", max_drop=1.5).max_drops == {"elements": 2.0, "pixel": 1.5}
    assert rules("elements=0").max_drops == {"elements": 0.0}


def test_defaults() -> None:
    found = rules("elements=2")
    assert (found.alpha, found.undecided, found.min_figures, found.allow) == (0.05, "fail", 20, ())


@pytest.mark.parametrize(
    ("metrics", "options", "said"),
    [
        ((), {}, "No metric is named"),
        (("elements",), {}, "How much may elements lose"),
        (("elements=2", "elements=3"), {}, "given twice"),
        (("elements=two",), {}, "a number of points from 0 to 100"),
        (("elements=nan",), {}, "a number of points from 0 to 100"),
        (("elements=-1",), {}, "a number of points from 0 to 100"),
        (("elements=",), {}, "a number of points from 0 to 100"),
        (("=2",), {}, "has no name"),
        (("elements",), {"max_drop": -1.0}, "greater than or equal to 0"),
        (("elements",), {"max_drop": float("nan")}, "metrics.elements"),
        (("elements=2",), {"max_drop": 1.0}, "every --metric has one"),
        (("elements=2",), {"alpha": 0.0}, "alpha"),
        (("elements=2",), {"alpha": 1.0}, "alpha"),
        (("elements=2",), {"undecided": "ignore"}, "undecided"),
        (("elements=2",), {"min_figures": 1}, "min_figures"),
    ],
)
def test_what_is_wrong_is_said(metrics: tuple[str, ...], options: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        rules(*metrics, **options)


def test_a_file_says_the_same_as_options(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(
        'alpha = 0.01\nundecided = "pass"\nmin_figures = 30\nallow = ["renderer"]\n'
        "[metrics]\nelements = 2\npixel = 1.5\n"
    )
    assert rules_of_file(path) == rules(
        "elements=2", "pixel=1.5", alpha=0.01, undecided="pass", min_figures=30, allow=("renderer",)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "metrics: field required"),
        ("[metrics]\n", "metrics"),
        ("[metrics]\nelements = -2\n", "metrics.elements"),
        ("[metrics]\nelements = nan\n", "metrics.elements"),
        ("alfa = 0.05\n[metrics]\nelements = 2\n", 'Did you mean "alpha"'),
        ("[metrics\n", "is not TOML"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text)
    with pytest.raises(UserError, match=said):
        rules_of_file(path)


def test_rules_come_from_one_place_only(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text("[metrics]\nelements = 2\n")
    assert rules(config=path).max_drops == {"elements": 2.0}
    with pytest.raises(UserError, match="--metric and --alpha cannot stand beside --config"):
        rules("pixel=1", config=path, alpha=0.1)


def test_no_file_is_found_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gate.toml").write_text("[metrics]\nelements = 100\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="No metric is named"):
        rules()
