"""What a run holds of one more sample is two hundred bytes or so, whatever the sample's program or answer.

Bytes are those of Python's own objects, counted for few and for many samples; the difference is what one more takes.
"""

import gc
import json
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import METRICS

from stem2code_eval.data.task import load_task
from stem2code_eval.pipeline.aggregate import aggregate_run
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ResponseRow, ScoreRow
from stem2code_eval.pipeline.store import Store

FEW, MANY = 1000, 5000
TEXT = "plt.plot([1, 2])\n" * 50
MANIFEST = {"judges": {}, "metrics": METRICS, "seed": 0}


def ids(count: int) -> list[str]:
    return [f"figure {at:06}" for at in range(count)]


def write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def scores(name: str) -> ScoreRow:
    number = int(name[-3:])
    values = {"exec_rate": 100.0, "pixel": number / 10, "ssim": 50.0}
    return ScoreRow(name, f"subject {number % 11}", 1, f"family {number % 48}", "ok", [], values, key="k")


def write_run(folder: Path, count: int) -> Path:
    """Write a run folder whose rows are in the order in which the samples ended."""
    picture, digest = "blobs/a.png", "a" * 64
    names = ids(count)[::-1]
    write(
        folder / "references.jsonl", [ReferenceRow(x, picture, digest, "image/png", TEXT, "k").to_json() for x in names]
    )
    write(folder / "responses.jsonl", [ResponseRow(x, TEXT, "stop", None, None, 0.0, {}, "k").to_json() for x in names])
    drawn = (picture, digest, 9, 9, None, None, TEXT, "fence", "", "k")
    write(folder / "renders.jsonl", [RenderRow(x, "ok", [], 0.1, 0.1, *drawn).to_json() for x in names])
    write(folder / "scores.jsonl", [scores(x).to_json() for x in names])
    return folder


def traced(work: Callable[[], object]) -> tuple[int, int]:
    """Return the bytes that are held after `work`, with what it returns, and the most that it took."""
    gc.collect()
    tracemalloc.start()
    try:
        made = work()
        _, peak = tracemalloc.get_traced_memory()
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del made
    return left, peak


def more(prepare: Callable[[int], Callable[[], object]]) -> tuple[float, float]:
    """Return what one more sample adds to both numbers of `traced`; `prepare` gives the work for so many."""
    prepare(FEW)()
    few, many = traced(prepare(FEW)), traced(prepare(MANY))
    left, peak = ((after - before) / (MANY - FEW) for before, after in zip(few, many, strict=True))
    return left, peak


def write_task(folder: Path, count: int) -> str:
    rows = [
        {"id": name, "reference_code": f"# {name}\n{TEXT}", "subject": "x", "facts": [1] * 99} for name in ids(count)
    ]
    write(folder / "samples.jsonl", rows)
    return str(folder)


def test_a_task_holds_no_program_and_no_row(tmp_path: Path) -> None:
    folders = {count: write_task(tmp_path / str(count), count) for count in (FEW, MANY)}
    left, peak = more(lambda count: lambda: load_task(folders[count]))
    assert left < 190
    assert peak < 600


def test_looking_at_all_figures_holds_none(tmp_path: Path) -> None:
    tasks = {count: load_task(write_task(tmp_path / str(count), count)) for count in (FEW, MANY)}
    left, peak = more(lambda count: lambda: sum(len(sample.reference_code or "") for sample in tasks[count].samples))
    assert left < 2
    assert peak < 2


@pytest.fixture
def folders(tmp_path: Path) -> dict[int, Path]:
    return {count: write_run(tmp_path / str(count), count) for count in (FEW, MANY)}


def test_a_store_holds_each_id_once_and_no_object_a_row(folders: dict[int, Path]) -> None:
    with ExitStack() as stack:
        left, peak = more(lambda count: lambda: stack.enter_context(Store(folders[count], print)).close())
    assert left < 230
    assert peak < 260


def test_the_end_of_a_run_holds_no_row(folders: dict[int, Path]) -> None:
    with ExitStack() as stack:
        stores = {count: stack.enter_context(Store(folders[count], print)) for count in (FEW, MANY)}
        orders = {count: ids(count) for count in stores}
        left, peak = more(lambda count: lambda: stores[count].compact(orders[count]))
        assert peak < 100
        assert stores[MANY].scores.ids() == orders[MANY]
        left, peak = more(lambda count: lambda: aggregate_run(stores[count], MANIFEST))
    assert left < 2
    assert peak < 150
