import asyncio
import threading

import pytest
from pipeline_fakes import FakeRenderer, program

from stem2code_eval.errors import UserError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.rendering import RenderPool
from stem2code_eval.render.types import Rendering


def as_it_is(rendering: Rendering) -> Rendering:
    return rendering


def test_many_wait_for_one_renderer_that_is_opened_once() -> None:
    opened: list[FakeRenderer] = []

    def open_renderer() -> FakeRenderer:
        opened.append(FakeRenderer(delay_s=0.01))
        return opened[-1]

    async def work() -> list[Outcome]:
        pool = RenderPool(open_renderer, lambda renderer: None, None)
        made = await asyncio.gather(*(pool.render(program(str(at)), as_it_is) for at in range(6)), pool.fingerprint())
        await pool.close()
        return [rendering.outcome for rendering in made[:-1]]

    assert asyncio.run(work()) == [Outcome.OK] * 6
    assert [renderer.closed for renderer in opened] == [1]


def test_a_known_fingerprint_needs_no_renderer() -> None:
    async def work() -> str:
        pool = RenderPool(lambda: pytest.fail("opened"), lambda renderer: None, "known")
        fingerprint = await pool.fingerprint()
        await pool.close()
        return fingerprint

    assert asyncio.run(work()) == "known"


def test_no_more_is_rendered_at_once_than_the_renderer_has_workers() -> None:
    lock, at_once, most = threading.Lock(), 0, 0

    class Counting(FakeRenderer):
        def render(self, program: str):
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            try:
                return super().render(program)
            finally:
                with lock:
                    at_once -= 1

    async def work() -> None:
        pool = RenderPool(lambda: Counting(workers=3, delay_s=0.01), lambda renderer: None, None)
        await asyncio.gather(*(pool.render(program(str(at)), as_it_is) for at in range(12)))
        await pool.close()

    asyncio.run(work())
    assert most == 3


def test_the_next_is_rendered_while_a_drawing_is_stored() -> None:
    stored = threading.Event()

    def store(rendering: Rendering) -> bool:
        return stored.wait(10)

    def draw_on(rendering: Rendering) -> bool:
        stored.set()
        return True

    async def work() -> list[bool]:
        pool = RenderPool(lambda: FakeRenderer(workers=1), lambda renderer: None, None)
        first = asyncio.create_task(pool.render(program("1"), store))
        second = asyncio.create_task(pool.render(program("2"), draw_on))
        found = await asyncio.gather(first, second)
        await pool.close()
        return found

    assert asyncio.run(work()) == [True, True]


def test_a_sandbox_that_opens_after_the_stop_is_still_closed() -> None:
    may_open = threading.Event()
    renderer = FakeRenderer()

    def slow() -> FakeRenderer:
        may_open.wait(10)
        return renderer

    async def work() -> None:
        pool = RenderPool(slow, lambda renderer: None, None)
        waiting = asyncio.create_task(pool.render(program("x"), as_it_is))
        await asyncio.sleep(0)
        waiting.cancel()
        closing = asyncio.create_task(pool.close())
        await asyncio.sleep(0)
        may_open.set()
        await closing

    asyncio.run(work())
    assert renderer.closed == 1
    assert renderer.programs == []


def test_a_sandbox_that_does_not_open_says_so_to_all_who_wait() -> None:
    def broken() -> FakeRenderer:
        raise UserError("none works")

    async def work() -> list[BaseException]:
        pool = RenderPool(broken, lambda renderer: None, None)
        made = await asyncio.gather(*(pool.render("x", as_it_is) for _ in range(3)), return_exceptions=True)
        await pool.close()
        return made

    assert [str(error) for error in asyncio.run(work())] == ["none works"] * 3
