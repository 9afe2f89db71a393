"""What makes runs incomparable, what is only told, and what `--allow` does."""

from pathlib import Path
from typing import Any

import pytest
from made_runs import row, write_run

from stem2code_eval.comparison.fields import Comparability, comparability
from stem2code_eval.comparison.load import load

IDS = ("a", "b")
METRIC = {"version": 1, "parameters": {"side": 512}}


def found(tmp_path: Path, allow: tuple[str, ...] = (), ids: tuple[str, ...] = IDS, **changes: Any) -> Comparability:
    base = load(write_run(tmp_path / "base", [row(name, 50.0) for name in IDS]))
    candidate = load(write_run(tmp_path / "candidate", [row(name, 50.0) for name in ids], **changes))
    return comparability(base, candidate, allow, ["elements"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("task.name", "others"),
        ("task.version", "2"),
        ("task.split", "private"),
        ("task.subjects", ["geometry"]),
        ("task.limit", 2),
        ("task.dataset_hash", "0" * 64),
        ("prompt_hash", "0" * 64),
        ("renderer.fingerprint", "0" * 64),
        ("renderer.limits.cpu_s", 60.0),
        ("renderer.settings.dpi", 300),
        ("metrics.elements.version", 2),
        ("metrics.pixel.parameters.side", 256),
    ],
)
def test_what_decides_is_refused_with_both_values(tmp_path: Path, field: str, value: Any) -> None:
    [refused] = found(tmp_path, **{field.replace(".", "__"): value}).refused
    assert (refused.field, refused.candidate) == (field, value)
    assert refused.base != value


def test_another_protocol_is_refused(tmp_path: Path) -> None:
    runs = (load(write_run(tmp_path / name, [], protocol=name)) for name in ("default", "paper"))
    refused = comparability(*runs, (), ["exec_rate"]).refused
    assert [(each.field, each.base, each.candidate) for each in refused] == [("protocol", "default", "paper")]


def test_a_judge_of_both_has_to_be_the_same(tmp_path: Path) -> None:
    def judged(name: str, judge: str) -> Any:
        told = {"image_score": {"judges": [judge], "rubric": "v1"}}
        return load(write_run(tmp_path / name, [row("a", 1.0)], judges=told))

    same = comparability(judged("base", "openai/j1"), judged("same", "openai/j1"), (), ["image_score"])
    other = comparability(judged("one", "openai/j1"), judged("other", "openai/j2"), (), ["image_score"])
    assert same.refused == ()
    assert [each.field for each in other.refused] == ["judges.image_score.judges"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model.name", "openai/other"),
        ("model.identity.temperature", 1),
        ("model.max_pixels", 1000),
        ("seed", 1),
        ("renderer.backend", "docker"),
        ("task.broken", [1]),
        ("packages.numpy", "2.0"),
        ("git_commit", "abc"),
    ],
)
def test_how_the_model_was_asked_and_where_is_told(tmp_path: Path, field: str, value: Any) -> None:
    both = found(tmp_path, **{field.replace(".", "__"): value})
    assert both.refused == ()
    assert [(each.field, each.candidate) for each in both.told] == [(field, value)]


def test_allow_names_a_field_or_all_below_it_and_what_was_allowed_is_kept(tmp_path: Path) -> None:
    both = found(tmp_path, ("renderer", "protocol"), renderer__fingerprint="0" * 64, task__version="2")
    assert [each.field for each in both.allowed] == ["renderer.fingerprint"]
    assert [each.field for each in both.refused] == ["task.version"]
    assert both.unused == ("protocol",)


def test_the_beginning_of_a_name_allows_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, ("render", "task.vers", "")).allowed == ()
    (tmp_path / "more").mkdir()
    assert len(found(tmp_path / "more", ("task.vers", ""), task__version="2").refused) == 1


def test_other_figures_are_a_field_of_their_own(tmp_path: Path) -> None:
    both = found(tmp_path, ("task",), ids=("b", "c"))
    [refused] = both.refused
    assert refused.field == "samples"
    assert refused.base == "2 figures (1 only there)"
    (tmp_path / "more").mkdir()
    assert found(tmp_path / "more", ("task", "samples"), ids=("b", "c")).refused == ()


def test_no_shared_figure_cannot_be_allowed(tmp_path: Path) -> None:
    [refused] = found(tmp_path, ("task", "samples"), ids=("x", "y")).refused
    assert (refused.field, refused.absolute) == ("samples", True)


def test_a_metric_of_one_run_is_told_unless_it_is_compared(tmp_path: Path) -> None:
    base = load(write_run(tmp_path / "base", [row("a", 1.0)]))
    candidate = load(write_run(tmp_path / "candidate", [row("a", 1.0)], metrics={"elements": METRIC}))
    told = comparability(base, candidate, (), ["elements"])
    assert [each.field for each in told.told] == ["metric pixel"]
    assert told.refused == ()
    [refused] = comparability(base, candidate, ("metric pixel",), ["pixel"]).refused
    assert (refused.field, refused.absolute) == ("metric pixel", True)
