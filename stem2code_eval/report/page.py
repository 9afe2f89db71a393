"""The report of one run: a single HTML page that needs no network and trusts nothing in the run folder.

Whatever the page says passes through one gate: Jinja escapes every expression, and before that `finalize` makes
unseen and reordering characters visible. Only program text that Pygments escaped, and this package's own style
and script, are put in as they are. A Content-Security-Policy names the hashes of that style and script, so that
the browser runs and loads nothing else even if an escape were missing.

The page is written while it is made, a sample at a time: memory does not grow with the number of samples.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stem2code_eval.data.files import replace_file
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.store import Store, read_manifest
from stem2code_eval.report.heading import facts, title
from stem2code_eval.report.rows import kind, samples
from stem2code_eval.report.text import excerpt, short, visible
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
    style, script = _own("page.css", "overlay.css"), _own("overlay.js", "page.js")
    stream = (
        _environment()
        .get_template("page.html.j2")
        .stream(
            policy=_policy(style, script),
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


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(score=_score, percent=_percent, short=short, kind=kind)
    return environment


def _finalize(value: Any) -> str:
    return value if isinstance(value, Markup) else visible(str(value))


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"  # noqa: RUF001 - the dash is meant


def _percent(value: float) -> str:
    """Return a number for an SVG drawing that is 100 wide."""
    return f"{min(max(value, 0.0), 100.0):.2f}"


def _own(*names: str) -> Markup:
    texts = [(_TEMPLATES / name).read_text(encoding="utf-8") for name in names]
    return Markup("".join(texts))  # noqa: S704 - this package's own files


def _policy(style: str, script: str) -> str:
    """Return a Content-Security-Policy (W3C, level 3) that allows this style, this script and inline pictures."""
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"
