"""Runs with real programs, made to be packed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline_fakes import FakeModel, Silent, answer, make_run, write_task

from stem2code_eval.data.task import load_task
from stem2code_eval.metrics.pair import describe
from stem2code_eval.metrics.registry import DEFAULT_METRICS
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.store import Store

TASK = "small_figures"
PASTE = """import matplotlib.pyplot as plt
from matplotlib.artist import Artist


class Paste(Artist):
    def draw(self, renderer):
        import numpy as np
        np.asarray(renderer.buffer_rgba())[100:400, 100:400, :3] = 0


plt.gca().add_artist(Paste())
plt.show()
"""
"""Draws past the record, and is found to be tampered."""


def drawing(*heights: int, title: str = "A") -> str:
    return f"import matplotlib.pyplot as plt\nplt.plot({list(heights)})\nplt.title({title!r})\nplt.show()\n"


REFERENCES = {
    "same": drawing(0, 1, 0),
    "near": drawing(0, 2, 1),
    "far": drawing(3, 1, 2, 0),
    "raises": drawing(1, 2),
    "pasted": drawing(2, 1),
    "silent": drawing(1, 0),
}
ANSWERS = {
    "same": answer(REFERENCES["same"]),
    "near": answer(drawing(0, 2, 2)),
    "far": answer(drawing(0, 1, title="B")),
    "raises": answer("raise ValueError('no figure')\n"),
    "pasted": answer(PASTE),
    "silent": "I would rather not.",
}


class Shared:
    """The session's sandbox, which a run must not close."""

    def __init__(self, sandbox: Any) -> None:
        self.backend, self.fingerprint, self.workers = sandbox.backend, sandbox.fingerprint, sandbox.workers
        self.render = sandbox.render

    def close(self) -> None:
        pass


def make_task(folder: Path, references: Mapping[str, str] = REFERENCES) -> Path:
    rows = [
        {"id": name, "subject": f"subject {at % 2}", "level": 1, "source": name, "reference_code": program}
        for at, (name, program) in enumerate(references.items())
    ]
    write_task(folder, rows)
    (folder / "task.yaml").write_text(f'name: {TASK}\nversion: "1"\n')
    return folder


def run_of(
    task: Path, out: Path, sandbox: Any, answers: Mapping[str, str] = ANSWERS, failing: Any = (), **options: Any
) -> Path:
    """Evaluate given answers and return the run folder."""
    model = FakeModel(dict(answers), name="openai/tiny", failing=set(failing))
    with Store(out, print) as store:
        run = make_run(load_task(str(task)), model, Shared(sandbox), metrics=describe(DEFAULT_METRICS), **options)
        execute(run, store, Silent(), Scorer(2))
    return out
