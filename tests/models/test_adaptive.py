"""Requests under way: halved by a refusal, slowly more again, and none while the server wants to be left alone."""

import asyncio
from random import Random

import pytest
from openai_server import OpenAIServer, Reply, answer, failure

from stem2code_eval.errors import UserError
from stem2code_eval.models.adaptive import AdaptiveLimit
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.probe import Probe
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.models.retries import Clock, backoff_s


class Waits(Clock):
    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)


async def test_a_refusal_halves_once_for_all_that_were_under_way() -> None:
    limit = AdaptiveLimit(16, Waits())
    async with limit.slot() as first, limit.slot() as second:
        first.throttled(None)
        second.throttled(None)
        assert limit.places == 8
    async with limit.slot() as third:
        third.throttled(None)
    assert limit.places == 4


async def test_it_never_falls_below_one_nor_rises_above_the_most() -> None:
    limit = AdaptiveLimit(3, Waits())
    for _ in range(5):
        async with limit.slot() as slot:
            slot.throttled(None)
    assert limit.places == 1
    grown = []
    for _ in range(30):
        async with limit.slot() as slot:
            slot.answered()
        grown.append(limit.places)
    assert grown[0] == 2
    assert grown == sorted(grown)
    assert grown[-1] == 3


async def test_answers_to_requests_from_before_the_refusal_do_not_raise_it() -> None:
    limit = AdaptiveLimit(8, Waits())
    async with limit.slot() as old, limit.slot() as refused:
        refused.throttled(None)
        old.answered()
    assert limit.places == 4


async def test_no_request_begins_before_the_server_wants_one() -> None:
    clock = Waits()
    limit = AdaptiveLimit(8, clock)
    async with limit.slot() as slot:
        slot.throttled(30.0)
    async with limit.slot():
        assert clock.now() == 30.0


async def test_a_place_is_given_back_when_a_request_is_cancelled() -> None:
    limit = AdaptiveLimit(1, Clock())

    async def hold() -> None:
        async with limit.slot():
            await asyncio.sleep(60)

    task = asyncio.create_task(hold())
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(5), limit.slot():
        pass


def test_waits_are_the_same_for_the_same_seed() -> None:
    waits = [[backoff_s(at, Random("0 s1 None")) for at in range(5)] for _ in range(2)]
    assert waits[0] == waits[1]
    assert waits[0] != [backoff_s(at, Random("1 s1 None")) for at in range(5)]


async def ask_all(server: OpenAIServer, count: int, **options: int) -> list[Response | BaseException]:
    model = OpenAIChat("m", ModelOptions(base_url=server.base_url, **options), clock=Waits())
    requests = [Request(f"s{at}", "draw", bytes([at]), "image/png") for at in range(count)]
    try:
        return await asyncio.gather(*map(model.generate, requests), return_exceptions=True)
    finally:
        await model.close()


def test_a_server_that_takes_few_at_once_gets_few_and_every_answer_comes() -> None:
    def script(request: object) -> Reply:
        return failure(429) if server._in_flight > 3 else Reply(200, answer("ok").body, delay_s=0.02)

    with OpenAIServer(script) as server:
        found = asyncio.run(ask_all(server, 40, concurrency=16, max_retries=30))
        refused = len(server.requests) - 40
    assert [type(each) for each in found] == [Response] * 40
    assert refused < 60


def test_the_first_request_goes_alone_until_the_server_has_taken_it() -> None:
    alone: list[int] = []

    def script(request: object) -> Reply:
        alone.append(server._in_flight)
        return Reply(200, answer("ok").body, delay_s=0.1)

    with OpenAIServer(script) as server:
        asyncio.run(ask_all(server, 8, concurrency=8))
    assert alone[0] == 1
    assert server.most_in_flight > 1


def test_a_stream_that_has_begun_lets_the_others_go() -> None:
    slow = answer("ok")
    script = [Reply(200, events=slow.events, drip_s=0.1)]
    with OpenAIServer(script) as server:
        asyncio.run(ask_all(server, 8, concurrency=8))
    assert server.most_in_flight == 8


def test_after_a_refusal_that_concerns_one_picture_the_next_is_the_probe() -> None:
    script = [failure(400, "content_policy"), failure(401, "bad key"), answer("never")]
    with OpenAIServer(script) as server:
        found = asyncio.run(ask_all(server, 5, concurrency=5))
    assert len(server.requests) == 2
    assert [type(each) for each in found].count(UserError) == 4
    assert [type(each) for each in found].count(ModelError) == 1


async def test_a_probe_that_was_cancelled_is_taken_over() -> None:
    probe = Probe()

    async def first() -> None:
        async with probe.turn():
            await asyncio.sleep(60)

    task = asyncio.create_task(first())
    await asyncio.sleep(0.01)
    task.cancel()
    async with asyncio.timeout(5), probe.turn():
        with pytest.raises(asyncio.CancelledError):
            await task
