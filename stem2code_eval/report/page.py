"""The report of one run: a single HTML page that needs no network and trusts nothing in the run folder.

Whatever the page says passes through one gate: Jinja escapes every expression, and before that `finalize` makes
unseen and reordering characters visible. Only program text that Pygments escaped, and this package's own style
and script, are put in as they are. A Content-Security-Policy names the hashes of that style and script, so that
the browser runs and loads nothing else even if an escape were missing.

The page is written while it is made, a sample at a time: memory does not grow with the number of samples.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from stem2code_eval.data.files import replace_file
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.store import Store, read_manifest
from stem2code_eval.report.heading import facts, title
from stem2code_eval.report.html import environment, own, policy
from stem2code_eval.report.rows import kind, samples
from stem2code_eval.report.text import excerpt
from stem2code_eval.report.totals import read_totals

PAGE = Path("report", "index.html")
"""Where in the run folder the page is."""

_TEMPLATES = Path(__file__).parent / "templates"
_MANIFEST_LIMIT = 40_000
_PIECES_AT_ONCE = 200


def build_report(run: Path, warn: Callable[[str], None] = lambda line: None) -> Path:
    """Write the page of a run folder and return its path; of an unfinished run, with the samples there are.

    Args:
        run: the run folder; no other process may be at work in it.
        warn: told, in a sentence, about damaged lines that were left out.

    Raises:
        UserError: it is no run folder, another process has it open, it is damaged, or it cannot be written.
    """
    manifest = read_manifest(run)
    if manifest is None:
        raise UserError(f"{run} is not a run folder: it has no run.json. Give the folder that `run --out` wrote.")
    page = run / PAGE
    with Store(run, warn) as store:
        try:
            page.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise UserError(f"Cannot make the folder {page.parent}: {error.strerror}.") from error
        replace_file(page, _written(store, manifest))
    return page


def _written(store: Store, manifest: dict[str, Any]) -> Iterator[bytes]:
    totals = read_totals(store, manifest)
    metrics = [metric.name for metric in totals.whole.metrics]
    style, script = own(_TEMPLATES, "page.css", "overlay.css"), own(_TEMPLATES, "overlay.js", "page.js")
    stream = (
        environment(_TEMPLATES, kind=kind)
        .get_template("page.html.j2")
        .stream(
            policy=policy(style, script),
            style=style,
            script=script,
            title=title(manifest),
            facts=facts(manifest, totals.usage),
            manifest=excerpt(json.dumps(manifest, indent=2, ensure_ascii=False), _MANIFEST_LIMIT, "run.json"),
            totals=totals,
            samples=samples(store, metrics),
        )
    )
    stream.enable_buffering(_PIECES_AT_ONCE)
    return (piece.encode("utf-8") for piece in stream)
