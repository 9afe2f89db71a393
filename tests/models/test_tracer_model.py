"""`baseline/tracer` behind the Model protocol: answers, errors, and its worker processes."""

import ast
import asyncio

import pytest
from tracer_pictures import canvas, png

from stem2code_eval.errors import UserError
from stem2code_eval.models.baseline_tracer import TRACER_VERSION, BaselineTracer
from stem2code_eval.models.protocol import Model, ModelError, Request
from stem2code_eval.models.tracer.trace import trace_program
from stem2code_eval.responses.extract import extract_program


def _line() -> bytes:
    image, draw = canvas(200, 150)
    draw.line((80, 80, 700, 500), fill="black", width=8)
    return png(image)


def _request(image: bytes) -> Request:
    return Request("s1", "Redraw this.", image, "image/png")


async def test_answers_bad_pictures_and_closing() -> None:
    model: Model = BaselineTracer(workers=1)
    try:
        good, again, bad = await asyncio.gather(
            model.generate(_request(_line())),
            model.generate(_request(_line())),
            model.generate(_request(b"junk")),
            return_exceptions=True,
        )
        assert not isinstance(good, BaseException)
        assert not isinstance(again, BaseException)
        assert good.text == again.text
        assert good.finish_reason == "stop"
        assert not good.text.startswith("```")
        program = extract_program(good.text, good.finish_reason).program
        assert program is not None
        assert ast.dump(ast.parse(program)) == ast.dump(ast.parse(trace_program(_line())))
        assert isinstance(bad, ModelError)
        assert "s1" in str(bad)
        assert "no picture" in str(bad)
    finally:
        await model.close()
        await model.close()


def test_identity_names_the_version_and_nothing_that_changes_no_answer() -> None:
    assert BaselineTracer(workers=1).identity == BaselineTracer(workers=3).identity
    assert BaselineTracer().identity["tracer_version"] == TRACER_VERSION
    assert BaselineTracer().name == "baseline/tracer"


@pytest.mark.parametrize("workers", [0, -1, "two"])
def test_workers_must_be_a_whole_number_above_zero(workers: object) -> None:
    with pytest.raises(UserError, match="workers"):
        BaselineTracer(workers=workers)  # type: ignore[arg-type]


async def test_no_process_starts_before_the_first_request() -> None:
    model = BaselineTracer(workers=1)
    assert model._pool is None
    await model.close()
