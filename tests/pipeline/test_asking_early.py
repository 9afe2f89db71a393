"""A picture that is a file is shown to the model while the sandbox is still being opened for its program."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import FakeModel, FakeRenderer, FakeScorer, Silent, answer, make_run, png, program, write_task

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import UserError
from stem2code_eval.models.protocol import Request, Response
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.faults import StageFailure, side_by_side
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.store import Store
from stem2code_eval.render.types import Renderer


def picture_task(folder: Path, count: int) -> Task:
    """Return a task of pictures that have programs too."""
    rows = [{"id": f"s{at}", "image": f"{at}.png", "reference_code": program(f"figure {at}")} for at in range(count)]
    write_task(folder, rows)
    for at in range(count):
        (folder / f"{at}.png").write_bytes(png(f"figure {at}"))
    return load_task(str(folder))


class Telling(FakeModel):
    """Says when it is asked."""

    def __init__(self, delay_s: float = 0.0) -> None:
        super().__init__({"s0": answer(program("x")), "s1": answer(program("y"))}, delay_s=delay_s)
        self.was_asked = threading.Event()

    async def generate(self, request: Request) -> Response:
        self.was_asked.set()
        return await super().generate(request)


def run_once(out: Path, task: Task, model: FakeModel, renderer: Any) -> dict[str, Any]:
    with Store(out, print) as store:
        return execute(make_run(task, model, renderer), store, Silent(), FakeScorer())


def test_the_model_is_asked_before_the_sandbox_is_open(tmp_path: Path) -> None:
    model = Telling()

    def opened() -> Renderer:
        assert model.was_asked.wait(30), "the sandbox had to be open before the model was asked"
        return FakeRenderer()

    results = run_once(tmp_path / "run", picture_task(tmp_path / "task", 2), model, opened)
    assert results["outcomes"] == {"ok": 2}


def test_without_a_sandbox_the_run_ends_at_once_and_waits_for_no_answer(tmp_path: Path) -> None:
    model = Telling(delay_s=3600)

    def opened() -> Renderer:
        model.was_asked.wait(30)
        raise UserError("There is no sandbox here.")

    with pytest.raises(UserError, match="no sandbox here"):
        run_once(tmp_path / "run", picture_task(tmp_path / "task", 2), model, opened)
    assert (model.at_once, model.closed) == (0, 1)


def test_both_stages_end_before_the_failure_of_one_is_told() -> None:
    ended = []

    async def fails(name: str, delay_s: float) -> str:
        await asyncio.sleep(delay_s)
        ended.append(name)
        raise StageFailure(Outcome.SANDBOX_ERROR, name)

    async def works(delay_s: float) -> str:
        await asyncio.sleep(delay_s)
        ended.append("works")
        return "result"

    for first, second, message, order in (
        (fails("drawing", 0), works(0.01), "drawing", ["drawing", "works"]),
        (works(0.01), fails("asking", 0), "asking", ["asking", "works"]),
        (fails("drawing", 0.01), fails("asking", 0), "drawing", ["asking", "drawing"]),
    ):
        with pytest.raises(StageFailure, match=message):
            asyncio.run(side_by_side(first, second))
        assert ended == order
        ended.clear()


def test_another_error_of_one_cancels_the_other() -> None:
    cancelled = []

    async def breaks() -> None:
        await asyncio.sleep(0)
        raise OSError("disk full")

    async def waits() -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    with pytest.raises(OSError, match="disk full"):
        asyncio.run(side_by_side(waits(), breaks()))
    assert cancelled == [True]
