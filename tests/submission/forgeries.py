"""Forged bundles: what is changed, and what has to catch it.

The table in `docs/submitting.md` is printed from this one by `forgery_table.py`.
"""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from forging import Pages, add_up
from PIL import Image
from submitted_runs import ANSWERS, REFERENCES, drawing

from stem2code_eval.errors import ExitCode
from stem2code_eval.hashing import sha256_text

Forge = Callable[[Pages, Path], object]
"""Changes the files of an honest bundle; the path may be used for scratch."""


@dataclass(frozen=True)
class Forgery:
    """One way to cheat."""

    what: str
    forge: Forge
    check: str
    """The check that has to find it."""
    says: str
    """Part of its sentence."""
    sample: str | None = None
    code: ExitCode = ExitCode.FAILED
    rehashed: bool = True
    """The forger makes the hashes right again."""


def _score(pages: Pages, path: Path) -> None:
    row = pages.row("scores", "near")
    pages.change_row("scores", "near", metrics={name: min(100, value + 5) for name, value in row["metrics"].items()})


def _score_and_means(pages: Pages, path: Path) -> None:
    _score(pages, path)
    add_up(path, pages)


def _slightly(pages: Pages, path: Path) -> None:
    metrics = pages.row("scores", "near")["metrics"]
    pages.change_row("scores", "near", metrics={**metrics, "reconstruction": metrics["reconstruction"] + 0.001})
    add_up(path, pages)


def _null(pages: Pages, path: Path) -> None:
    metrics = pages.row("scores", "silent")["metrics"]
    pages.change_row("scores", "silent", metrics={**metrics, "elements": None})
    add_up(path, pages)


def _mean(pages: Pages, path: Path) -> None:
    pages.change("results.json", lambda value: value["metrics"]["elements"].update(mean=90.0))


def _interval(pages: Pages, path: Path) -> None:
    def narrow(value: Any) -> None:
        mean = value["metrics"]["elements"]["mean"]
        value["metrics"]["elements"]["ci95"] = [mean - 0.1, mean + 0.1]

    pages.change("results.json", narrow)


def _subject(pages: Pages, path: Path) -> None:
    pages.change_row("scores", "near", subject="subject 0")
    add_up(path, pages)


def _picture(pages: Pages, path: Path) -> None:
    pages.change_row("renders", "near", image=pages.row("renders", "same")["image"])
    pages.drop_unnamed()


def _list(pages: Pages, path: Path) -> None:
    name = pages.row("renders", "near")["elements"]
    value = json.loads(pages[name])
    value["elements"] = value["elements"][:-1]
    pages.change_row("renders", "near", elements=pages.add_blob(json.dumps(value).encode(), ".json"))
    pages.drop_unnamed()


def _response(pages: Pages, path: Path) -> None:
    pages.change_row("responses", "near", text=ANSWERS["far"])


def _program(pages: Pages, path: Path) -> None:
    pages.change_row("renders", "near", program=REFERENCES["near"])


def _response_and_program(pages: Pages, path: Path) -> None:
    pages.change_row("responses", "near", text=ANSWERS["far"])
    pages.change_row("renders", "near", program=drawing(0, 1, title="B"))


def _cut(pages: Pages, path: Path) -> None:
    pages.change_row("responses", "silent", finish_reason="length")


def _missing(pages: Pages, path: Path) -> None:
    for name in ("responses", "renders", "scores"):
        pages.set_rows(name, [row for row in pages.rows(name) if row["id"] != "silent"])
    pages.change("run.json", lambda value: value["task"].update(n=5))
    add_up(path, pages)


def _extra(pages: Pages, path: Path) -> None:
    for name in ("responses", "renders", "scores"):
        pages.set_rows(name, [*pages.rows(name), {**pages.row(name, "same"), "id": "another"}])
    pages.change("run.json", lambda value: value["task"].update(n=7))
    add_up(path, pages)


def _repeated(pages: Pages, path: Path) -> None:
    for name in ("responses", "renders", "scores"):
        rows = [row for row in pages.rows(name) if row["id"] != "silent"]
        pages.set_rows(name, [*rows, pages.row(name, "same")])
    add_up(path, pages)


def _order(pages: Pages, path: Path) -> None:
    pages.set_rows("scores", pages.rows("scores")[::-1])
    add_up(path, pages)


def _dataset(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["task"].update(dataset_hash="0" * 64))


def _task(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["task"].update(name="harder_figures"))


def _task_version(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["task"].update(version="2"))


def _prompt(pages: Pages, path: Path) -> None:
    hinting = sha256_text("Draw this: plt.plot([0, 1, 0]).")
    pages.change("run.json", lambda value: value.update(prompt_hash=hinting))


def _protocol(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value.update(protocol="generous"))


def _limits(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["renderer"]["limits"].update(cpu_s=3600.0))


def _settings(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["renderer"]["settings"].update(dpi=300))


def _metric_version(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["metrics"]["elements"].update(version=1))


def _metric_left_out(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["metrics"].pop("topology"))
    pages.change("results.json", lambda value: value["metrics"].pop("topology"))
    add_up(path, pages)


def _fingerprint(pages: Pages, path: Path) -> None:
    pages.change("run.json", lambda value: value["renderer"].update(fingerprint="0" * 64))


def _own_renderer(pages: Pages, path: Path) -> None:
    rows = pages.rows("renders")
    for row in rows:
        if row["image"] is not None:
            row["image"] = pages.add_blob(_shifted(pages[row["image"]]), ".png")
    pages.set_rows("renders", rows)
    pages.drop_unnamed()


def _shifted(png: bytes) -> bytes:
    """Return a picture drawn as another renderer might: one line of pixels further down."""
    with Image.open(io.BytesIO(png)) as image:
        pixels = np.roll(np.asarray(image), 1, axis=0)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _ran_after_all(pages: Pages, path: Path) -> None:
    good, perfect = pages.row("renders", "same"), pages.row("scores", "same")
    pages.change_row("renders", "raises", outcome="ok", image=good["image"], elements=good["elements"])
    pages.change_row("scores", "raises", outcome="ok", metrics=perfect["metrics"])
    add_up(path, pages)


def _no_longer_tampered(pages: Pages, path: Path) -> None:
    pages.change_row("scores", "pasted", outcome="ok", flags=[], metrics=pages.row("scores", "same")["metrics"])
    add_up(path, pages)


def _without_flag(pages: Pages, path: Path) -> None:
    pages.change_row("scores", "pasted", flags=[])


def _left_out(pages: Pages, path: Path) -> None:
    """A bad answer becomes a fault of the network, and its response goes."""
    metrics = dict.fromkeys(pages.row("scores", "silent")["metrics"])
    pages.change_row("scores", "silent", outcome="model_error", covered=False, metrics=metrics)
    for name in ("responses", "renders"):
        pages.set_rows(name, [row for row in pages.rows(name) if row["id"] != "silent"])
    add_up(path, pages)
    pages.change("results.json", lambda value: value.update(coverage=100.0))


def _left_out_with_response(pages: Pages, path: Path) -> None:
    metrics = dict.fromkeys(pages.row("scores", "silent")["metrics"])
    pages.change_row("scores", "silent", outcome="model_error", covered=False, metrics=metrics)
    add_up(path, pages)


def _left_out_but_covered(pages: Pages, path: Path) -> None:
    metrics = dict.fromkeys(pages.row("scores", "silent")["metrics"])
    pages.change_row("scores", "silent", outcome="model_error", metrics=metrics)
    add_up(path, pages)


def _rendering_left_out(pages: Pages, path: Path) -> None:
    pages.set_rows("renders", [row for row in pages.rows("renders") if row["id"] != "near"])
    pages.drop_unnamed()


def _response_left_out(pages: Pages, path: Path) -> None:
    pages.set_rows("responses", [row for row in pages.rows("responses") if row["id"] != "near"])


def _stuffed(pages: Pages, path: Path) -> None:
    pages.add_blob(b"[1, 2, 3]", ".json")


def _picture_gone(pages: Pages, path: Path) -> None:
    del pages[pages.row("renders", "near")["image"]]


CANNOT = ExitCode.INCOMPARABLE
FORGERIES = (
    Forgery("a score, hashes as they were", _score, "bundle", "was changed after it was packed", rehashed=False),
    Forgery("a score, means as they were", _score, "totals", "by its own rows"),
    Forgery("a score, and the means to fit", _score_and_means, "score", "in the bundle and", "near"),
    Forgery("a score by a thousandth of a point", _slightly, "score", "reconstruction is", "near"),
    Forgery("a zero to null, which no mean counts", _null, "score", "elements is null in the bundle", "silent"),
    Forgery("a metric's version", _metric_version, "metrics", "elements was measured by version 1", code=CANNOT),
    Forgery("a metric taken out of the run", _metric_left_out, "score", "topology is", "near"),
    Forgery("a mean", _mean, "totals", "metrics.elements.mean is 90"),
    Forgery("an interval", _interval, "totals", "metrics.elements.ci95"),
    Forgery("a figure's subject", _subject, "sample", "subject, level or source", "near"),
    Forgery("a picture", _picture, "picture", "not the one that its program draws", "near"),
    Forgery("an element list", _list, "elements", "not the one that its program gives", "near"),
    Forgery("a picture taken out", _picture_gone, "files", "1 pictures or element lists are missing"),
    Forgery("a file put in", _stuffed, "files", "1 files belong to no answer"),
    Forgery("a response", _response, "program", "not the one that its response holds", "near"),
    Forgery("a program", _program, "program", "not the one that its response holds", "near"),
    Forgery("a response and its program", _response_and_program, "picture", "that its program draws", "near"),
    Forgery("why a response ended", _cut, "program", 'by "cut"', "silent"),
    Forgery("a sample missing", _missing, "ids", '1 samples are missing from the scores: "silent"'),
    Forgery("an extra sample", _extra, "ids", '1 samples are no samples of the task, and in the scores: "another"'),
    Forgery("a good sample twice", _repeated, "ids", '1 samples are there more than once in the scores: "same"'),
    Forgery("the order of samples", _order, "ids", "not in the order of the task"),
    Forgery("other figures under the task's name", _dataset, "dataset", "their hashes differ"),
    Forgery("another task's name", _task, "dataset", 'the run is of "harder_figures"'),
    Forgery("another version of the task", _task_version, "dataset", "the run is of version 2", code=CANNOT),
    Forgery("another prompt", _prompt, "prompt", "asked another prompt"),
    Forgery("another protocol", _protocol, "protocol", 'no protocol "generous"', code=CANNOT),
    Forgery("other limits", _limits, "limits", "cpu_s 3600.0 instead of 30.0", code=CANNOT),
    Forgery("another resolution", _settings, "settings", "dpi 300 instead of 150", code=CANNOT),
    Forgery("another renderer, as it says", _fingerprint, "renderer", "another renderer", code=CANNOT),
    Forgery("another renderer under our fingerprint", _own_renderer, "picture", "its program draws", "same"),
    Forgery(
        "an outcome: a failed program ran", _ran_after_all, "outcome", "as ok in the bundle and as runtime", "raises"
    ),
    Forgery(
        "an outcome: no longer tampered", _no_longer_tampered, "outcome", "ok in the bundle and as tampered", "pasted"
    ),
    Forgery("a flag taken away", _without_flag, "flags", "flags none in the bundle and", "pasted"),
    Forgery("coverage: a bad answer left out", _left_out, "coverage", "coverage is 100"),
    Forgery(
        "coverage: left out, its response there", _left_out_with_response, "outcome", "model_error in the", "silent"
    ),
    Forgery(
        "coverage: a fault counted", _left_out_but_covered, "coverage", "although it ended as model_error", "silent"
    ),
    Forgery("a rendering taken out", _rendering_left_out, "coverage", "without a response or a rendering", "near"),
    Forgery("a response taken out", _response_left_out, "coverage", "without a response or a rendering", "near"),
)
