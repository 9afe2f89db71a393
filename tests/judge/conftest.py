"""Six figures, and a run of them with judges."""

from pathlib import Path
from typing import Any

import pytest
from judge_worlds import World
from pipeline_fakes import program_rows, write_task

from stem2code_eval.data.task import load_task


@pytest.fixture
def task(tmp_path: Path) -> Any:
    return load_task(str(write_task(tmp_path / "task", program_rows(6))))


@pytest.fixture
def world(tmp_path: Path, task: Any) -> World:
    return World(tmp_path / "run", task)
