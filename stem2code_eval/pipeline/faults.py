"""Faults that end a sample without a result."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from stem2code_eval.outcomes import Outcome

A = TypeVar("A")
B = TypeVar("B")


class StageFailure(Exception):
    """A stage failed by a fault that is not the model's; nothing of it is stored as a result."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message


async def side_by_side(first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Return the results of two stages that do not need each other.

    Raises:
        StageFailure: of the first, or else of the second, when both have ended, since what the other makes is kept.
        Exception: any other error at once; the other stage is cancelled.
    """
    try:
        async with asyncio.TaskGroup() as group:
            one, other = group.create_task(_ended(first)), group.create_task(_ended(second))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    left, right = one.result(), other.result()
    if isinstance(left, StageFailure):
        raise left
    if isinstance(right, StageFailure):
        raise right
    return left, right


async def _ended(stage: Coroutine[Any, Any, A]) -> A | StageFailure:
    try:
        return await stage
    except StageFailure as failure:
        return failure
