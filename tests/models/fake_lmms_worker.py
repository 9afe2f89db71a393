"""Stands for `lmms_worker.py` in tests of the protocol; the name of the model says how it behaves."""

import json
import os
import sys
import time
from typing import Any


def read() -> Any:
    head = sys.stdin.buffer.read(4)
    if not head:
        sys.exit(0)
    return json.loads(sys.stdin.buffer.read(int.from_bytes(head, "big")))


def write(value: Any) -> None:
    raw(json.dumps(value).encode())


def raw(data: bytes, length: int | None = None) -> None:
    sys.stdout.buffer.write((len(data) if length is None else length).to_bytes(4, "big") + data)
    sys.stdout.buffer.flush()


def main() -> None:
    order = read()
    behaviour = order["model"]
    print("the worker \x1b[1mbegins\x1b[0m", file=sys.stderr, flush=True)
    if behaviour == "unbuildable":
        write({"failed": "ValueError: no \x1b[31msuch\x1b[0m class"})
    if behaviour == "dies-at-the-start":
        sys.exit("ImportError: no lmms_eval")
    if behaviour == "slow-start":
        time.sleep(1000)
    write({"ready": {"class": "Fake", "chat": False}})
    sizes: list[int] = []
    while True:
        asked = read()
        sizes.append(len(asked["requests"]))
        answers: list[Any] = [
            {"text": f"{request['prompt']} of {sizes}", "input_tokens": 3, "output_tokens": 4}
            for request in asked["requests"]
        ]
        reply: Any = {"batch": asked["batch"], "answers": answers}
        if behaviour == "error":
            reply = {"batch": asked["batch"], "error": "RuntimeError: out of\nmemory"}
        elif behaviour == "echo":
            answers[0]["text"] = json.dumps([order, asked["gen_kwargs"]])
        elif behaviour == "first-failed":
            answers[0] = {
                "text": "[LMMS_EVAL_REQUEST_FAILED after 2 retries] no",
                "input_tokens": 0,
                "output_tokens": 0,
            }
        elif behaviour == "wrong-batch":
            reply["batch"] += 1
        elif behaviour == "too-few":
            answers.pop()
        elif behaviour == "no-object":
            reply = [1]
        elif behaviour == "no-json":
            raw(b"{'a'}")
            continue
        elif behaviour == "noise":
            sys.stdout.write("Loading checkpoint shards: 100%\n")
        elif behaviour == "cut":
            raw(b"{}", length=1000)
            os._exit(0)
        elif behaviour == "dies":
            print("torch.OutOfMemoryError: no memory", file=sys.stderr, flush=True)
            os._exit(9)
        elif behaviour == "closes-its-pipes":
            os.close(0)
            os.close(1)
            time.sleep(1000)
        elif behaviour == "hangs":
            time.sleep(1000)
        write(reply)


if __name__ == "__main__":
    main()
