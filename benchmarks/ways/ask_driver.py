"""Ask a server many times at once with the code that `PYTHONPATH` names.

`python ask_driver.py ADDRESS PICTURE REQUESTS` prints one JSON object: CPU milliseconds of the thread for a request,
with all that is done from the picture to the response, and those for the events of an answer by themselves.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.openai_stream import read_answer
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import Request
from stem2code_eval.models.redaction import Redactor

CONCURRENCY = 64
PROMPT = "Redraw the figure. " * 40


async def asking_ms(address: str, picture: bytes, count: int) -> float:
    """Return what a request costs."""
    model = OpenAIChat("served", ModelOptions(base_url=address, concurrency=CONCURRENCY))
    left = iter(range(count))

    async def ask() -> None:
        for at in left:
            response = await model.generate(Request(str(at), PROMPT, picture, "image/png"))
            if response.extra["attempts"] != 1 or not response.text:
                raise RuntimeError("the local server failed")

    await model.generate(Request("first", PROMPT, picture, "image/png"))
    begun = time.thread_time()
    await asyncio.gather(*(ask() for _ in range(CONCURRENCY)))
    spent = time.thread_time() - begun
    await model.close()
    return 1000 * spent / count


async def events_ms(count: int) -> float:
    """Return what the events of an answer cost, 103 of which hold text, when they come in two pieces."""
    texts = [{"role": "assistant"}, *({"content": f"plt.plot([{at:3}])\n"[:16]} for at in range(103))]
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "served"}
    chunks = [head | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in texts]
    chunks.append(head | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    first, *others = [b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks]
    redactor = Redactor("a key of usual length")

    async def pieces() -> AsyncIterator[bytes]:
        yield first
        yield b"".join(others) + b"data: [DONE]\n\n"

    begun = time.thread_time()
    for _ in range(count):
        await read_answer(pieces(), "text/event-stream", redactor, lambda: None)
    return 1000 * (time.thread_time() - begun) / count


def main() -> None:
    """Print what both cost."""
    address, picture, count = sys.argv[1], Path(sys.argv[2]).read_bytes(), int(sys.argv[3])
    found = {
        "request_ms": asyncio.run(asking_ms(address, picture, count)),
        "events_ms": asyncio.run(events_ms(count)),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
