"""The report of one run: a page with a row a sample, and beside it a small page and two thumbnails for each.

It works from a disk, without a network, and trusts nothing in the run folder: see `report.html` for what keeps texts
of models from being more than texts. The page of a sample can be read alone. When it is framed by the report, it hands
its content over as plain data (names, attributes, texts), and the report builds from that only what a list allows
(`templates/nodes.js`). So nothing but the report's own script runs, and 2,000 samples cost what their rows cost.

Everything is written while it is made, a sample at a time: memory does not grow with what samples hold.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Template

from stem2code_eval.data.files import replace_file
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.store import Store, read_manifest
from stem2code_eval.report.beside import Beside, sample_page
from stem2code_eval.report.heading import facts, title
from stem2code_eval.report.html import environment, own, policy
from stem2code_eval.report.plots import headline, plots, shares
from stem2code_eval.report.rows import SampleView, kind
from stem2code_eval.report.samples import samples
from stem2code_eval.report.survey import survey
from stem2code_eval.report.text import excerpt, visible
from stem2code_eval.report.totals import read_totals

PAGE = Path("report", "index.html")
"""Where in the run folder the page is."""
TEMPLATES = Path(__file__).parent / "templates"

_STYLES = ("base.css", "page.css", "table.css", "sample.css", "overlay.css")
_SCRIPTS = ("theme.js", "state.js", "nodes.js", "overlay.js", "table.js", "sample.js", "keys.js", "start.js")
_FILES = "'self' file:"
"""The page's own folder: by a server it is `'self'`; on a disk browsers differ, and some ask for `file:`."""
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
        beside = Beside(page.parent)
        replace_file(page, _written(store, manifest, beside))
        beside.sweep()
    return page


def _written(store: Store, manifest: dict[str, Any], beside: Beside) -> Iterator[bytes]:
    totals, protocol = read_totals(store, manifest), protocol_of(manifest)
    metrics = [metric.name for metric in totals.whole.metrics]
    found = survey(store, metrics, protocol)
    style, script = own(TEMPLATES, *_STYLES), own(TEMPLATES, *_SCRIPTS)
    templates = environment(TEMPLATES, kind=kind, shown=visible)
    stream = templates.get_template("page.html.j2").stream(
        policy=policy(style, script, images=f"data: {_FILES}", frames=_FILES),
        style=style,
        script=script,
        title=title(manifest),
        facts=facts(manifest, totals.usage),
        manifest=excerpt(json.dumps(manifest, indent=2, ensure_ascii=False), _MANIFEST_LIMIT, "run.json"),
        totals=totals,
        shares=shares(totals.outcomes),
        survey=found,
        plots=plots(totals, found),
        headline=headline(metrics),
        samples=_set_down(samples(store, metrics, protocol), beside, templates.get_template("sample.html.j2")),
        sample_page=sample_page,
    )
    stream.enable_buffering(_PIECES_AT_ONCE)
    return (piece.encode("utf-8") for piece in stream)


def _set_down(views: Iterator[SampleView], beside: Beside, template: Template) -> Iterator[SampleView]:
    """Yield the samples after the files of each are written."""
    style, script = own(TEMPLATES, "alone.css"), own(TEMPLATES, "courier.js")
    allowed = policy(style, script, images=_FILES)
    for view in views:
        beside.sample(view.number, template.render(policy=allowed, style=style, script=script, sample=view))
        for figure in (view.reference, view.reconstruction):
            if figure.thumbnail is not None:
                beside.picture(figure.name, figure.thumbnail.data)
        yield view
