"""The pages of the site. Whatever an entry says passes through the gate of `report.html`.

Table, models and methods run one script of ours, named by hash, and nothing else. Only the page of plots loads a
library, plotly.js from the site's own folder, and is therefore a page of its own: its policy allows scripts from the
site itself, the empty style sheet into which plotly writes its rules, and style attributes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from stem2code_eval import __version__
from stem2code_eval.board.badges import BADGES
from stem2code_eval.board.bibtex import bibliography, cite
from stem2code_eval.board.boards import Board, is_baseline, judge_name, weight
from stem2code_eval.board.columns import SHOWN, meaning, ordered
from stem2code_eval.board.entry import Published, SampleRow, Submitted
from stem2code_eval.board.pictures import Thumbnail
from stem2code_eval.board.plots import Plot
from stem2code_eval.board.ranks import spoken
from stem2code_eval.board.reading import Listed
from stem2code_eval.report import html
from stem2code_eval.report.html import digest, environment, own, policy
from stem2code_eval.report.rows import kind
from stem2code_eval.report.text import short, visible
from stem2code_eval.resources import leaderboard_folder

_OPTIONAL = ["date", "renderer", "version"]
LOOK = Path(html.__file__).parent / "templates"
"""What all pages of this package look like."""
_PIECES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Samples:
    """What a model's page says of single figures."""

    rows: Iterable[SampleRow]
    pictures: Sequence[Thumbnail]


class Pages:
    """Makes the pages, in pieces of UTF-8."""

    def __init__(self) -> None:
        folder = leaderboard_folder() / "site"
        self._folder = folder
        self._environment = environment(folder, weight=_weight, rank=spoken, meaning=meaning, kind=kind)
        self._style = own(LOOK, "base.css") + own(folder, "site.css")
        self._script = own(LOOK, "theme.js") + own(folder, "site.js")
        self._noscript = own(folder, "noscript.css")
        self._environment.globals.update(badges=BADGES, judge=judge_name, version=__version__, noscript=self._noscript)

    def index(self, boards: Sequence[Board]) -> Iterator[bytes]:
        """Yield the page of all tables."""
        title = "stem2code-eval leaderboard"
        return self._page("index.html", title, boards=boards, shown={*SHOWN, *_unknown(boards)}, optional=_OPTIONAL)

    def methods(self, boards: Sequence[Board], entries: Sequence[Listed]) -> Iterator[bytes]:
        """Yield the page that says how to read the others."""
        names = ordered(metric for board in boards for metric in board.metrics)
        metrics = [(name, meaning(name)) for name in names if meaning(name)]
        title = "How to read it: stem2code-eval leaderboard"
        return self._page("methods.html", title, boards=boards, metrics=metrics, citation=citations(entries))

    def plots(
        self, boards: Sequence[Board], drawn: dict[str, list[Plot]], library: str, left_out: Sequence[str]
    ) -> Iterator[bytes]:
        """Yield the page of all plots.

        Args:
            boards: the tables.
            drawn: the plots of each, by its id.
            library: plotly.js, a file in `assets/`.
            left_out: see `plots.styles_to_leave_out`.
        """
        heights = [f"#{plot.id} {{ height: {plot.height}px; }}" for plots in drawn.values() for plot in plots]
        style = self._style + Markup("\n".join(heights))  # noqa: S704 - ids and heights are ours
        script = own(self._folder, "plots.js") + self._script
        rules = self._policy(style, script, scripts="'self'", styles=f" '{digest('')}'")
        return self._page(
            "plots.html",
            "Plots: stem2code-eval leaderboard",
            boards=boards,
            plots=drawn,
            library=library,
            left_out=left_out,
            data=htmlsafe_json_dumps({name: [_drawing(plot) for plot in plots] for name, plots in drawn.items()}),
            style=style,
            script=script,
            policy=f"{rules}; style-src-attr 'unsafe-inline'",
        )

    def model(self, listed: Listed, samples: Samples | None) -> Iterator[bytes]:
        """Yield the page of one entry.

        Args:
            listed: the entry.
            samples: its figures; None where it came without.
        """
        entry = listed.entry
        metrics = ordered(entry.scores)
        submitted = entry if isinstance(entry, Submitted) else None
        return self._page(
            "model.html",
            f"{short(entry.model, 100)}: stem2code-eval leaderboard",
            root="../",
            entry=entry,
            slug=listed.slug,
            baseline=is_baseline(listed),
            facts=_facts(entry),
            link=_link(entry),
            note=submitted.source.note if submitted else None,
            coverage=submitted.coverage if submitted else None,
            metrics=metrics,
            headline=metrics[0],
            outcomes=submitted.outcomes if submitted else {},
            subjects=submitted.by_subject if submitted else {},
            pictures=samples.pictures if samples else [],
            samples=(_row(number, row, metrics) for number, row in enumerate(samples.rows, 1)) if samples else None,
            citation=cite(entry.source) if isinstance(entry, Published) else None,
        )

    def _policy(self, style: str, script: str, scripts: str = "", styles: str = "") -> str:
        without_scripts = f"'{digest(self._noscript)}'"
        return policy(style, script, images="'self' data:", scripts=scripts, styles=without_scripts + styles)

    def _page(self, name: str, title: str, **content: Any) -> Iterator[bytes]:
        ours = {"style": self._style, "script": self._script, "root": "", "here": name, **content}
        ours.setdefault("policy", self._policy(ours["style"], ours["script"]))
        stream = self._environment.get_template(f"{name}.j2").stream(title=title, **ours)
        stream.enable_buffering(_PIECES_AT_ONCE)
        return (piece.encode("utf-8") for piece in stream)


def citations(entries: Sequence[Listed]) -> str:
    """Return the BibTeX of all publications whose rows are shown, and of this software."""
    return bibliography(listed.entry.source for listed in entries if isinstance(listed.entry, Published))


def _unknown(boards: Sequence[Board]) -> set[str]:
    """Return metrics that this version does not know: a table shows them."""
    return {metric for board in boards for metric in board.metrics if not meaning(metric)}


def _weight(row: Any, metric: str) -> float | None:
    return weight(row.scores[metric], row.coverage)


def _drawing(plot: Plot) -> dict[str, Any]:
    return {"id": plot.id, **plot.figure}


def _link(entry: Published | Submitted) -> str | None:
    """Return where an entry comes from; None where that is no plain https address."""
    if isinstance(entry, Published):
        return f"https://arxiv.org/abs/{entry.source.arxiv}v{entry.source.version}"
    url = entry.source.url
    if url is None or visible(url) != url or any(each.isspace() for each in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme == "https" and parts.hostname and parts.username is None else None


def _facts(entry: Published | Submitted) -> list[tuple[str, str]]:
    judges = [
        (f"Judge of {what}", judge_name(judge))
        for what, judge in (("pictures", entry.judges.image), ("programs", entry.judges.code))
        if judge is not None
    ]
    if isinstance(entry, Published):
        tables = ", ".join(str(table) for table in entry.source.tables)
        about = [("Benchmark", f"{entry.benchmark}, {entry.n} figures"), ("Publication", entry.source.title)]
        return [*about, ("Tables", tables), *judges]
    split = f", split {entry.split}" if entry.split else ""
    run = entry.run
    return [
        ("Task", f"{entry.benchmark} {entry.task_version}{split}, {entry.n} figures"),
        ("Protocol", entry.protocol),
        ("Coverage", f"{entry.coverage:.1f} %"),
        *judges,
        ("Date", run.date),
        ("Renderer", run.fingerprint[:16]),
        ("Data set", run.dataset_hash[:16]),
        ("Prompt", run.prompt_hash[:16]),
        ("stem2code-eval", run.package_version),
        *([("Bundle", run.bundle_sha256[:16])] if run.bundle_sha256 else []),
        *_verified(entry),
    ]


def _verified(entry: Submitted) -> list[tuple[str, str]]:
    found = entry.verification
    if found is None:
        return []
    copies = found.copies
    said = f"{copies.programs} programs, {copies.pictures} pictures of {copies.answers} answers" if copies else ""
    return [
        ("Verified with", f"stem2code-eval {found.package_version}"),
        *([("The reference itself", said)] if copies else []),
    ]


def _row(number: int, row: SampleRow, metrics: Sequence[str]) -> Markup:
    """Return a line of the table of figures, without the end tags that HTML leaves to the parser."""
    texts = [_said(row.subject, 60), _said(row.outcome, 40), _said(", ".join(row.flags[:20]), 200)]
    about, end, flags = (escape(text) for text in texts)
    cells = "".join(f"<td>{_points(row.metrics.get(metric))}" for metric in metrics)
    name, state = escape(_said(row.id, 100)), kind(row.outcome)
    return Markup(  # noqa: S704 - all texts in it are escaped above
        f"<tr id=s{number}><th>{name}<td>{about}<td class={state}>{end}<td>{flags}{cells}"
    )


def _said(text: str, limit: int) -> str:
    return visible(short(text, limit))


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"  # noqa: RUF001 - the dash is meant
