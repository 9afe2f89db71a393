"""Run folders made by hand, through the pipeline's own writers."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ResponseRow, ScoreRow
from stem2code_eval.pipeline.store import Store

METRICS = ("exec_rate", "pixel", "ssim")

NAUGHTY = {
    "script": "<script>window.hacked = 1; alert(1)</script>",
    "closing": "</script></pre></style></title></textarea>--><script>window.hacked = 1</script>",
    "image": '<img src=x onerror="window.hacked = 1">',
    "attribute": '" onmouseover="window.hacked = 1" autofocus onfocus="window.hacked = 1" x="\' onclick=\'alert(1)',
    "svg": '<svg onload="window.hacked = 1"><script>alert(1)</script></svg>',
    "frame": '<iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>',
    "link": '<a href="javascript:window.hacked=1">x</a><base href="http://127.0.0.1:9/"><link rel=stylesheet href=x>',
    "style": "<style>* { display: none }</style><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "template": "{{ 7 * 191 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}${7 * 191}",
    "terminal": "\x1b[31mred\x1b[2J\x1b]0;title\x07 \x00null \x9b31m",
    "direction": "\u202ereversed\u202c \u2066isolated\u2069 \u200fmark \u200bnothing",
    "surrogate": "alone \ud800 and \udfff",
    "entities": "&lt;script&gt; &#60;script&#62; &amp;",
}
"""Texts that a model may write so as to take over whoever reads its answers."""


def picture(colour: str = "black", size: tuple[int, int] = (640, 400)) -> bytes:
    """Return a PNG with a cross in it."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.line((0, 0, *size), colour, 5)
    pen.line((0, size[1], size[0], 0), colour, 5)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def manifest(n: int, end: str | None = "2025-01-31T12:30:00+00:00") -> dict[str, Any]:
    return {
        "format": 1,
        "task": {"name": "figures", "version": "1", "split": "v1", "n": n, "dataset_hash": "d" * 64},
        "prompt_hash": "9" * 64,
        "model": {"name": "openai/some-model", "identity": {"temperature": 0}},
        "renderer": {"fingerprint": "f" * 64, "backend": "native"},
        "metrics": {"pixel": {}, "ssim": {}},
        "seed": 0,
        "packages": {"stem2code-eval": "0.1.0"},
        "start": "2025-01-31T12:00:00+00:00",
        "end": end,
    }


def scores(pixel: float | None, ssim: float | None = 50.0) -> dict[str, float | None]:
    return {"exec_rate": 100.0 if pixel else 0.0, "pixel": pixel, "ssim": ssim}


def add(
    store: Store,
    name: str,
    *,
    subject: str = "geometry",
    outcome: str = "ok",
    flags: Sequence[str] = (),
    metrics: Mapping[str, float | None] | None = None,
    message: str = "",
    program: str | None = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\n",
    response: str | None = None,
    reasoning: str | None = None,
    log: str = "",
    scored: bool = True,
    covered: bool = True,
    reference_program: str | None = None,
    judges: Mapping[str, Any] | None = None,
) -> None:
    """Write one sample into all files, as a run does."""
    shown = picture()
    blob = store.blobs.put(shown, ".png")
    store.references.append(ReferenceRow(name, blob, sha256_bytes(shown), "image/png", reference_program, "k"))
    text = f"```python\n{program}```" if response is None else response
    usage = {"prompt_tokens": 1000, "completion_tokens": 200}
    store.responses.append(ResponseRow(name, text, "stop", usage, reasoning, 1.25, {}, "k"))
    drawn = store.blobs.put(picture("red"), ".png") if outcome == "ok" else None
    printed = store.blobs.put(log.encode("utf-8", "backslashreplace"), ".txt") if log else None
    size = (640, 400) if drawn else (None, None)
    rendering = RenderRow(
        *(name, outcome, list(flags), 0.2, 0.5, drawn, None, *size, None, printed, program, "only-fence", message, "k")
    )
    store.renders.append(rendering)
    if scored:
        values = dict(metrics or scores(80.0 if outcome == "ok" else 0.0))
        key = "k" if covered else None
        store.scores.append(
            ScoreRow(
                *(name, subject, 2, None, outcome, list(flags), values, {"raw": 0.5}, {}),
                *(dict(judges or {}), message, key),
            )
        )


def add_fault(store: Store, name: str, outcome: str, message: str, subject: str = "geometry") -> None:
    """Write the end of a sample that has no result."""
    store.scores.append(
        ScoreRow(name, subject, None, None, outcome, [], dict.fromkeys(METRICS), message=message, key=None)
    )


def finish(store: Store) -> None:
    """Write `run.json` and `results.json` as the end of a run does."""
    rows = list(store.scores.rows())
    store.write_manifest(manifest(len(rows)))
    store.write_results(aggregate(rows, METRICS, store.responses.rows(), 0))


def small_run(folder: Path) -> Path:
    """Return a finished run folder of four samples over two subjects."""
    with Store(folder, print) as store:
        add(store, "circle-1", metrics=scores(90.0, 40.0))
        add(store, "lens-2", subject="optics", metrics=scores(30.0, 70.0), flags=["multi_figure"])
        add(
            *(store, "prism-3"),
            **{"subject": "optics", "outcome": "runtime_error", "message": "line 1: NameError", "log": "Traceback"},
        )
        add_fault(store, "angle-4", "model_error", "the server said 503")
        finish(store)
    return folder


def verdict(text: str) -> dict[str, Any]:
    """Return what a judge said that says nothing but `text`."""
    vote = {"judge": text, "swapped": False, "total": 50.0, "scores": {text: 5}, "evidence": {text: text}}
    means = [{"judge": text, "score": 50.0}, {"judge": "other", "score": 40.0}]
    return {"score": 45.0, "spread": 5.0, "by_judge": means, "votes": [vote], "why": text}


def naughty_run(folder: Path, said: Callable[[str], str] = lambda text: text) -> Path:
    """Return a finished run folder in which each text is hostile, once for each of `NAUGHTY`, as `said` says it."""
    with Store(folder, print) as store:
        for text in map(said, NAUGHTY.values()):
            add(
                store,
                text,
                subject=text,
                flags=[text],
                message=text,
                program=f"'''{text}'''\n# {text}\nx = {text}\n",
                reference_program=f"# {text}\ny = {text}\n",
                judges={text: verdict(text), "injection": [{"where": text, "text": text}]},
                response=text,
                reasoning=text,
                log=text,
                outcome="ok" if len(text) % 2 else "runtime_error",
            )
            add_fault(store, f"fault {text}", "sandbox_error", text, subject=text)
        add(store, "long", program="x" * 1_000_000, response="\u202e" * 1_000_000, log="y" * 60_000, message="z" * 9999)
        finish(store)
        store.write_manifest({**manifest(len(store.scores)), "model": {"name": "</title><script>alert(1)</script>"}})
    return folder
