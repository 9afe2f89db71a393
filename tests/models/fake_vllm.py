"""Stands for the `vllm` program in tests: `fake_vllm.py serve MODEL [--fake JSON] --host H --port P`.

A real process with a real socket. It answers health, the list of models and chat completions as vLLM's server does, and
wants the key of VLLM_API_KEY. `--fake` says how it behaves; `FakeVllm` below names the fields.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = "```python\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('a.png')\n```"
USAGE = {"prompt_tokens": 5, "completion_tokens": 6, "total_tokens": 11}
_OWN_SESSION = "import os, time; os.setsid(); open({0!r}, 'w').write(str(os.getpid())); time.sleep(1000)"
_SAME_GROUP = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"


@dataclass(frozen=True)
class FakeVllm:
    start_s: float = 0.0
    """Before the socket is opened."""
    unhealthy_s: float = 0.0
    """After that, with 503 for health."""
    fails: str = ""
    """Printed before it ends with 1 instead of starting."""
    prints: str = ""
    """Printed at the start; KEY stands for the key."""
    ignores_sigterm: bool = False
    children: bool = False
    """One in the group that ignores SIGTERM; one orphan in a session of its own."""
    dies_at: int = 0
    """In the middle of this request, from 1; 0 for never."""
    dies_by: int = 0
    """The signal; 0 for exit code 3."""
    never_answers: bool = False
    open_to_all: bool = False
    """Any key is welcome, as with a stranger that took the port."""
    pids: str = ""
    """File that gets the process ids."""

    @property
    def arguments(self) -> str:
        return f"--fake '{json.dumps(asdict(self))}'"


def main() -> None:
    words = sys.argv[1:]
    if words == ["--version"]:
        print("0.0.fake")
        return
    fake = FakeVllm(**json.loads(words[words.index("--fake") + 1])) if "--fake" in words else FakeVllm()
    key = os.environ["VLLM_API_KEY"]
    pids = [os.getpid()]
    if fake.ignores_sigterm:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if fake.children:
        pids += _children(fake.pids)
    if fake.pids:
        with open(fake.pids, "w") as file:
            file.write(" ".join(map(str, pids)))
    print(fake.prints.replace("KEY", key), flush=True)
    time.sleep(fake.start_s)
    if fake.fails:
        sys.exit(fake.fails)
    port = int(words[words.index("--port") + 1])
    healthy_from = time.monotonic() + fake.unhealthy_s
    asked = iter(range(1, 10**9))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/health":
                self.answer(200 if time.monotonic() >= healthy_from else 503, {})
            elif self.welcome():
                self.answer(200, {"object": "list", "data": [{"id": words[1]}]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.welcome():
                return
            if next(asked) == fake.dies_at:
                print("ERROR RuntimeError: the engine \x1b[31mfell over\x1b[0m", file=sys.stderr, flush=True)
                os.kill(os.getpid(), fake.dies_by) if fake.dies_by else os._exit(3)
            if fake.never_answers:
                time.sleep(1000)
            if body.get("stream"):
                self.stream(body["model"])
                return
            choice = {"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}
            self.answer(200, {"id": "c", "model": body["model"], "choices": [choice], "usage": USAGE})

        def stream(self, model: str) -> None:
            choices = ({"delta": {"content": ANSWER}}, {"delta": {}, "finish_reason": "stop"})
            events = [{"id": "c", "model": model, "choices": [{"index": 0, **choice}]} for choice in choices]
            events.append({"id": "c", "model": model, "choices": [], "usage": USAGE})
            lines = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(lines)))
            self.end_headers()
            self.wfile.write(lines.encode())

        def welcome(self) -> bool:
            known = fake.open_to_all or self.headers.get("Authorization") == f"Bearer {key}"
            if not known:
                self.answer(401, {"error": "Unauthorized"})
            return known

        def answer(self, status: int, value: object) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    if not fake.ignores_sigterm:
        signal.signal(signal.SIGTERM, lambda number, frame: threading.Thread(target=server.shutdown).start())
    server = Server(("127.0.0.1", port), Handler)
    server.serve_forever(0.02)


def _children(pids: str) -> list[int]:
    same_group = subprocess.Popen([sys.executable, "-c", _SAME_GROUP])
    noted = f"{pids}.orphan"
    starts_and_ends = (
        f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {_OWN_SESSION.format(noted)!r}])"
    )
    subprocess.run([sys.executable, "-c", starts_and_ends], check=True)
    while not os.path.exists(noted) or not os.path.getsize(noted):
        time.sleep(0.02)
    with open(noted) as file:
        return [same_group.pid, int(file.read())]


if __name__ == "__main__":
    main()
