"""Stand-ins for the model, the sandbox and the metrics, so that the pipeline is tested alone and quickly."""

import asyncio
import hashlib
import io
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fake_scoring import fake_scores
from PIL import Image

from stem2code_eval.data.task import Task
from stem2code_eval.models.protocol import ModelError, Request, Response, Usage
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.judging import Judging
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.runner import Run
from stem2code_eval.pipeline.scoring import PairFiles, Scores
from stem2code_eval.render.types import Limits, Renderer, Rendering, RenderSettings

METRICS = {"pixel": {"version": 1, "parameters": {}}, "ssim": {"version": 1, "parameters": {}}}


def png(text: str, size: int = 24) -> bytes:
    """Return a picture that differs for different texts."""
    digest = hashlib.sha256(text.encode()).digest()
    image = Image.new("RGB", (size, size), "white")
    for step in range(16):
        image.putpixel((4 + step, 4 + digest[step] % (size - 8)), (digest[step], 0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def square(size: int = 24) -> bytes:
    """Return the picture that `element_list` is the list of."""
    image = Image.new("RGB", (size, size), "white")
    image.paste("black", (8, 8, 16, 16))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def element_list(width: int = 24, height: int = 24, cut: int = 0, empty: bool = False) -> bytes:
    """Return a list that says that a black square was drawn."""
    drawn = {"kind": "paths", "group": 0, "points": [128, 128, 256, 128, 256, 256, 128, 256], "pieces": [-4]}
    about = {"schema": 1, "width": width, "height": height, "dpi": 150.0, "scale": 16, "paper": "ffffffff", "cut": cut}
    elements = [] if empty else [drawn | {"face": ["000000ff"]}]
    return json.dumps({**about, "groups": [""], "clips": [], "elements": elements}).encode()


def program(text: str, outcome: str = "ok") -> str:
    """Return a program that the fake renderer ends with `outcome`."""
    draws = f"plt.plot([0, 1])\nplt.title({text!r})\nplt.show()\n"
    return f"import matplotlib.pyplot as plt\n# ends: {outcome}\n{draws}"


def answer(code: str) -> str:
    return f"Here it is:\n```python\n{code}```\n"


class FakeRenderer:
    """Ends a program as its comment `# ends: OUTCOME` says; runs nothing."""

    backend = "fake"

    def __init__(self, fingerprint: str = "f" * 64, delay_s: float = 0.0, workers: int = 2) -> None:
        self.fingerprint = fingerprint
        self.workers = workers
        self.delay_s = delay_s
        self.programs: list[str] = []
        self.closed = 0

    def render(self, program: str) -> Rendering:
        self.programs.append(program)
        time.sleep(self.delay_s)
        found = re.search(r"# ends: (\w+)", program)
        outcome = Outcome(found[1] if found else "ok")
        if outcome != Outcome.OK:
            return Rendering(outcome, message=f"ended as {outcome}", log="a log")
        return Rendering(outcome, png=png(program), width=24, height=24, elements=b"[]", flags=("drawn",))

    def close(self) -> None:
        self.closed += 1


@dataclass
class FakeModel:
    """Answers by sample id."""

    answers: dict[str, str]
    name: str = "fake/model"
    temperature: float = 0.0
    delay_s: float = 0.0
    failing: set[str] = field(default_factory=set)
    """Ids for which the server fails."""
    asked: list[Request] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    closed: int = 0

    @property
    def identity(self) -> dict[str, Any]:
        return {"name": self.name, "temperature": self.temperature}

    async def generate(self, request: Request) -> Response:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.delay_s)
        finally:
            self.at_once -= 1
        if request.sample_id in self.failing:
            raise ModelError("the server said 503")
        return Response(self.answers[request.sample_id], "stop", Usage(10, 5), latency_s=0.5)

    async def close(self) -> None:
        self.closed += 1


class FakeScorer:
    """Scores in the same process."""

    workers = 2

    def __init__(self, value: float | None = None) -> None:
        self.pairs: list[PairFiles] = []
        self.value = value
        self.closed = 0

    def start(self) -> None:
        """Nothing needs starting."""

    async def score(self, files: PairFiles, metrics: Sequence[str]) -> Scores:
        self.pairs.append(files)
        return fake_scores(files, metrics)

    def close(self) -> None:
        self.closed += 1


class Silent:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.rows: list[ScoreRow] = []
        self.total = 0
        self.closed = 0

    def start(self, total: int) -> None:
        self.total = total

    def done(self, row: ScoreRow) -> None:
        self.rows.append(row)

    def say(self, text: str) -> None:
        self.said.append(text)

    def close(self) -> None:
        self.closed += 1


def write_task(folder: Path, rows: list[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def program_rows(count: int) -> list[dict[str, Any]]:
    """Return rows without pictures, over three subjects."""
    return [
        {
            "id": f"s{at}",
            "subject": f"subject {at % 3}",
            "level": 1,
            "reference_code": program(f"figure {at}"),
        }
        for at in range(count)
    ]


def make_run(
    task: Task,
    model: FakeModel,
    renderer: Renderer | Callable[[], Renderer],
    concurrency: int = 4,
    metrics: dict[str, Any] | None = None,
    seed: int = 0,
    judging: Judging | None = None,
) -> Run:
    manifest = build_manifest(
        task=task,
        subjects=(),
        limit=None,
        seed=seed,
        model_name=model.name,
        model_identity=model.identity,
        metrics=METRICS if metrics is None else metrics,
        limits=Limits(),
        settings=RenderSettings(),
        judging=None if judging is None else judging.to_json(),
    )
    opener = renderer if callable(renderer) else lambda: renderer
    return Run(task, model, opener, manifest, Limits(), RenderSettings(), concurrency, judging=judging)
