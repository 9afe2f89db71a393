"""One run, packed once; and a verification that does equal work only once."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import Silent
from submitted_runs import Shared, make_task, run_of

from stem2code_eval.data.task import Task
from stem2code_eval.submission import verify as verifying
from stem2code_eval.submission.bundle import Bundle, open_bundle
from stem2code_eval.submission.form import RESPONSES
from stem2code_eval.submission.packing import pack
from stem2code_eval.submission.verify import Report, load_task_of, verify

Verify = Callable[..., Report]


@pytest.fixture(scope="session")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_task(tmp_path_factory.mktemp("tasks") / "small")


@pytest.fixture(scope="session")
def run(task: Path, any_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_of(task, tmp_path_factory.mktemp("runs") / "run", any_sandbox)


@pytest.fixture(scope="session")
def bundle(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(run, tmp_path_factory.mktemp("bundles") / "honest.zip", 100.0, print).path


@pytest.fixture(scope="session")
def derived_before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {"folder": tmp_path_factory.mktemp("derived")}


@pytest.fixture
def verified(
    task: Path, any_sandbox: Any, derived_before: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Verify]:
    """Verify a bundle; the same answers, votes and task are only drawn and scored once a session."""
    original = verifying.rederive

    def rederive(bundle: Bundle, task: Task, folder: Path, *rest: Any) -> Any:
        about = bundle.manifest
        told = repr((task.dataset_hash, about.protocol, list(about.metrics), about.seed, about.judges, bundle.votes))
        key = hashlib.sha256(told.encode() + (bundle.folder / RESPONSES).read_bytes()).hexdigest()
        if key not in derived_before:
            found = original(bundle, task, folder, *rest)
            kept = derived_before["folder"] / key
            shutil.copytree(folder, kept)
            derived_before[key] = replace(found, folder=kept)
        return derived_before[key]

    monkeypatch.setattr(verifying, "rederive", rederive)

    def check(path: Path, folder: Path = task, **options: Any) -> Report:
        with open_bundle(path) as opened:
            chosen = load_task_of(opened, str(folder))
            opener = lambda limits, settings: Shared(any_sandbox)  # noqa: E731
            with verify(opened, chosen, opener, Silent(), {}, **options) as report:
                return report

    return check


@pytest.fixture
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail where a temporary folder is left behind."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []
