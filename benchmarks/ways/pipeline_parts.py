"""Parts of `benchmarks/pipeline.py`: a task folder of repeated figures, a server that replays them, one measured run.

As a program, `python pipeline_parts.py TASK OUT ADDRESS MODE CONCURRENCY`, the measured run in a process of its own, so
that its memory is its own; prints one JSON object.
"""

import io
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image

from stem2code_eval.data.task import load_task
from stem2code_eval.hashing import sha256_bytes, sha256_text
from stem2code_eval.metrics.pair import describe
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.progress import PlainProgress
from stem2code_eval.pipeline.runner import Run, execute
from stem2code_eval.pipeline.scoring import PairFiles, Scorer, Scores
from stem2code_eval.pipeline.store import Store
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits, Rendering, RenderSettings

SERVER = Path(__file__).parents[2] / "tests" / "servers" / "openai_server.py"
_DISTINCT = 240
"""Pictures; the samples repeat them under ids of their own."""


def make_figures(folder: Path, sandbox: str, count: int) -> list[dict[str, Any]]:
    """Draw references of `v1` once, as a task would ship them, at most `count`; return a row for each."""
    (folder / "images").mkdir(parents=True)
    rows = []
    with open_renderer(sandbox, say=lambda line: None) as pool:
        for at, sample in enumerate(islice(load_task("stem_figures", "v1").samples, min(count, _DISTINCT))):
            (folder / "images" / f"{at}.png").write_bytes(pool.render(sample.reference_code or "").png or b"")
            about = {"subject": sample.subject, "source": sample.source, "reference_code": sample.reference_code}
            rows.append({"image": f"images/{at}.png", **about})
    return rows


def make_stubs(folder: Path) -> list[dict[str, Any]]:
    """Write small pictures that no program drew, for runs without a sandbox."""
    (folder / "images").mkdir(parents=True)
    rows = []
    for at in range(_DISTINCT):
        Image.new("RGB", (32, 32), (at, 0, 0)).save(folder / "images" / f"{at}.png")
        rows.append({"image": f"images/{at}.png", "subject": f"subject {at % 11}", "source": f"family {at % 48}"})
    return rows


def write_task(folder: Path, figures: Path, rows: Sequence[dict[str, Any]], count: int) -> Path:
    """Write a task of `count` samples that repeat the rows, each under its own id; the pictures are in `figures`."""
    shutil.copytree(figures / "images", folder / "images")
    repeated = ({"id": f"{at:06}", **rows[at % len(rows)]} for at in range(count))
    (folder / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in repeated))
    return folder


@contextmanager
def server(folder: Path, rows: Sequence[dict[str, Any]], delay_s: float) -> Iterator[str]:
    """Serve each picture's own program, in a process of its own; yields the address."""
    answers = {}
    for row in rows:
        program = row.get("reference_code") or f"import matplotlib.pyplot as plt\nplt.plot([1])  # {row['image']}\n"
        answers[sha256_bytes((folder / row["image"]).read_bytes())] = f"```python\n{program}```\n"
    path = folder / "answers.json"
    path.write_text(json.dumps(answers))
    command = [sys.executable, str(SERVER), str(path), "--delay-s", str(delay_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout or io.StringIO()).readline().strip()
        finally:
            process.terminate()


class StubRenderer:
    """Draws nothing: a small picture that the program decides."""

    backend = "stub"
    fingerprint = "0" * 64
    workers = 2

    def render(self, program: str) -> Rendering:
        """Return the picture."""
        buffer = io.BytesIO()
        colour = tuple(bytes.fromhex(sha256_text(program)[:6]))
        Image.new("RGB", (32, 32), colour).save(buffer, "PNG")
        return Rendering(Outcome.OK, png=buffer.getvalue(), width=32, height=32)

    def close(self) -> None:
        """Nothing to end."""


class StubScorer(Scorer):
    """Measures nothing, in this process."""

    async def score(self, files: PairFiles, metrics: Sequence[str]) -> Scores:
        """Return a constant."""
        return Scores(dict.fromkeys(metrics, 50.0), {"mse": 1.5}, {}, [])


def run_once(task_folder: Path, out: Path, address: str, mode: str, concurrency: int) -> dict[str, Any]:
    """Evaluate the served programs and return seconds, memory (MiB) and outcomes."""
    begun = time.monotonic()
    task = load_task(str(task_folder))
    loading = time.monotonic() - begun
    model = OpenAIChat("served", ModelOptions(base_url=address, concurrency=concurrency))
    limits, settings = Limits(), RenderSettings()
    manifest = build_manifest(
        task=task,
        subjects=(),
        limit=None,
        seed=0,
        model_name=model.name,
        model_identity=model.identity,
        metrics=describe(("pixel", "ssim") if mode == "stub" else task.metrics),
        limits=limits,
        settings=settings,
    )
    opener = StubRenderer if mode == "stub" else partial(open_renderer, mode, say=lambda line: None)
    run = Run(task, model, opener, manifest, limits, settings, concurrency)
    with Store(out, print) as store:
        started, starved = time.monotonic(), _starved_s()
        results = execute(run, store, _Quiet(), StubScorer() if mode == "stub" else None)
        wall, starved = time.monotonic() - started, _starved_s() - starved
    return {
        "loading_s": round(loading, 2),
        "wall_s": round(wall, 2),
        "waited_for_a_processor_s": round(starved, 2),
        "cpu_render_and_score_s": round(_cpu(resource.RUSAGE_CHILDREN), 1),
        "cpu_harness_s": round(_cpu(resource.RUSAGE_SELF), 1),
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "outcomes": results["outcomes"],
    }


def measured(task: Path, out: Path, address: str, mode: str, concurrency: int) -> dict[str, Any]:
    """Return what `run_once` returns, of a process of its own."""
    words = [sys.executable, __file__, str(task), str(out), address, mode, str(concurrency)]
    paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Quiet(PlainProgress):
    def __init__(self) -> None:
        from rich.console import Console

        super().__init__(Console(stderr=True))


def _starved_s() -> float:
    """Return how long the main thread, which hands everything on, was ready to run and did not (Linux' schedstat)."""
    return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    task_, out_, address_, mode_, concurrency_ = sys.argv[1:]
    print(json.dumps(run_once(Path(task_), Path(out_), address_, mode_, int(concurrency_))))
