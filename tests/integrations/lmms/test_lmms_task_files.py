"""The tree that lmms-eval is shown: our task files in it, and nothing else that it would take for a task."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from stem2code_eval.data.catalogue import task_registry
from stem2code_eval.integrations.lmms import tasks
from stem2code_eval.integrations.lmms.names import PREFIX, include_path, our_tasks, ours_among
from stem2code_eval.judge.rubric import METRIC_OF
from stem2code_eval.metrics.registry import DEFAULT_METRICS


class Loader(yaml.SafeLoader):
    """Reads `!function` as the text after it, as lmms-eval does when it makes its list of tasks."""


Loader.add_constructor("!function", lambda loader, node: loader.construct_scalar(node))


def read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(), Loader)


def functions(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [found for each in (value.values() if isinstance(value, dict) else value) for found in functions(each)]
    return [value] if isinstance(value, str) and value.startswith("stem2code_eval.") else []


def test_each_task_can_be_asked_for_and_no_other_file_is_a_task() -> None:
    named = {path: read(path).get("task") for path in include_path().rglob("*.yaml")}
    assert sorted(name for name in named.values() if name) == our_tasks()
    assert {name.removeprefix(PREFIX) for name in our_tasks()} == set(task_registry().names())
    for path, name in named.items():
        assert name == path.stem if name else not read(path).keys() & {"class", "group"}


def test_functions_are_there_by_absolute_path_and_no_file_beside_would_be_run_again() -> None:
    common = functions(read(include_path() / "lmms_eval" / "common_yaml"))
    assert len(set(common)) == 5
    for name in common:
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(module), function))
    assert not list(include_path().rglob("*.py"))


def test_metrics_are_ours_and_those_of_judges() -> None:
    listed = {each["metric"] for each in read(include_path() / "lmms_eval" / "common_yaml")["metric_list"]}
    bounds = {name + tasks.BOUND for name in tasks.BOUNDED}
    assert listed == {tasks.COVERAGE, "exec_rate", *DEFAULT_METRICS, *METRIC_OF.values(), *bounds}


def test_answers_are_cut_by_nothing_but_the_token_limit() -> None:
    asked = read(include_path() / "lmms_eval" / "common_yaml")
    assert asked["generation_kwargs"]["until"] == []
    assert asked["reasoning_tags"] == "none"


def test_names_and_patterns() -> None:
    assert ours_among(["mme", "stem2code_eval_stem_figures"]) == ["stem2code_eval_stem_figures"]
    assert ours_among(["stem2code_eval_*"]) == our_tasks()
    assert ours_among(["stem_figures"]) == []


def test_no_attribute_that_is_no_task() -> None:
    with pytest.raises(AttributeError):
        _ = tasks.stem_figure
