import json
import sys
from pathlib import Path

import pytest
from pipeline_fakes import program_rows, write_task

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import ExitCode, IncomparableError
from stem2code_eval.pipeline.manifest import (
    Manifest,
    build_manifest,
    continued,
    differences,
    refuse_other_renderer,
    refuse_other_run,
)
from stem2code_eval.render.types import Limits, RenderSettings


def made(task: Task, **changes: object) -> Manifest:
    values = {
        "task": task,
        "subjects": [],
        "limit": None,
        "seed": 0,
        "model_name": "m",
        "model_identity": {"temperature": 0, "revision": "r"},
        "metrics": {"pixel": {"version": 1, "parameters": {}}},
        "limits": Limits(),
        "settings": RenderSettings(),
    }
    return build_manifest(**{**values, **changes})


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return load_task(str(write_task(tmp_path / "task", program_rows(4))))


def test_the_manifest_names_all_that_can_change_a_score_and_survives_json(task: Task) -> None:
    manifest = made(task)
    assert json.loads(json.dumps(manifest)) == manifest
    assert manifest["task"]["dataset_hash"] == task.dataset_hash
    assert manifest["prompt_hash"] == task.prompt_hash
    assert manifest["renderer"]["limits"]["cpu_s"] == 30.0
    assert {"stem2code-eval", "numpy", "scikit-image"} <= set(manifest["packages"])
    assert manifest["end"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seed": 1}, "seed (0 there, 1 here)"),
        ({"limit": 3}, "task.limit (None there, 3 here)"),
        ({"subjects": ["x"]}, "task.subjects ([] there, ['x'] here)"),
        (
            {"model_identity": {"temperature": 0.7, "revision": "r"}},
            "model.identity.temperature (0 there, 0.7 here)",
        ),
        ({"limits": Limits(cpu_s=5)}, "renderer.limits.cpu_s (30.0 there, 5 here)"),
        ({"settings": RenderSettings(dpi=72)}, "renderer.settings.dpi (150 there, 72 here)"),
        (
            {"metrics": {"pixel": {"version": 2, "parameters": {}}}},
            "metrics.pixel.version (1 there, 2 here)",
        ),
    ],
)
def test_every_difference_is_named(task: Task, changes: dict, field: str) -> None:
    assert differences(made(task), made(task, **changes), task) == [field]


def test_a_different_configuration_is_refused_with_exit_code_4(task: Task, tmp_path: Path) -> None:
    with pytest.raises(IncomparableError, match=r"seed .*--out") as caught:
        refuse_other_run(made(task), made(task, seed=1), task, tmp_path)
    assert caught.value.exit_code == ExitCode.INCOMPARABLE == 4


def test_times_argv_packages_and_the_backend_are_no_difference(task: Task) -> None:
    old = {
        **made(task, model_name="replay/./m"),
        "start": "then",
        "end": "later",
        "argv": ["x"],
        "packages": {},
        "git_commit": "0",
    }
    old["renderer"] = {**old["renderer"], "backend": "docker", "fingerprint": "f"}
    assert differences(old, made(task), task) == []


def changed(folder: Path, **rows: dict) -> Task:
    """Return the task with some rows replaced."""
    found = {row["id"]: row for row in program_rows(4)} | rows
    return load_task(str(write_task(folder, list(found.values()))))


def test_changed_figures_are_a_difference(task: Task, tmp_path: Path) -> None:
    other = changed(tmp_path / "task", s0={"id": "s0", "reference_code": "pass"})
    assert differences(made(task), made(other), other) == ["task.dataset_hash (the figures have changed)"]


def test_mended_rows_are_no_difference_and_newly_broken_ones_are(task: Task, tmp_path: Path) -> None:
    broken = changed(tmp_path / "task", s1={"id": "s1"})
    assert broken.broken == [1]
    assert differences(made(broken), made(task), task) == []
    assert differences(made(broken), made(broken), broken) == []
    assert differences(made(task), made(broken), broken) == ["task.dataset_hash (broken now and not then: s1)"]
    also = changed(tmp_path / "task", s0={"id": "s0", "reference_code": "pass"})
    assert differences(made(broken), made(also), also) == ["task.dataset_hash (the figures have changed)"]


def test_another_renderer_is_refused_and_the_first_is_not(task: Task, tmp_path: Path) -> None:
    manifest = made(task)
    refuse_other_renderer(manifest, "f", tmp_path)
    manifest["renderer"]["fingerprint"] = "f"
    refuse_other_renderer(manifest, "f", tmp_path)
    with pytest.raises(IncomparableError, match=r"renderer\.fingerprint \(f there, g here\)"):
        refuse_other_renderer(manifest, "g", tmp_path)


def test_a_continued_run_keeps_its_start_and_renderer(task: Task) -> None:
    old = {**made(task, model_name="replay/./m"), "start": "then"}
    old["renderer"] = {**old["renderer"], "backend": "docker", "fingerprint": "f"}
    manifest = continued(old, made(task))
    assert (manifest["start"], manifest["renderer"]["fingerprint"]) == ("then", "f")
    assert manifest["renderer"]["limits"] == made(task)["renderer"]["limits"]


def test_credentials_in_an_address_do_not_reach_the_manifest(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/home/me/bin/stem2code-eval", "--base-url", "https://me:pw@host/v1"])
    assert made(task)["argv"] == ["stem2code-eval", "--base-url", "https://***@host/v1"]
