"""Entries gathered into tables in which all rows may be compared.

Rows stand in one table only where all that decides a score is the same: benchmark, version, split, figures, question,
protocol, and who judged. Published rows have tables of their own. An entry with judges under the default protocol
stands in two tables: with the scores that need no judge beside everyone's, and with all scores beside those of the
same judges.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from stem2code_eval.board.columns import JUDGED, ordered
from stem2code_eval.board.entry import Judge, Judges, Published, Score, Submitted
from stem2code_eval.board.ranks import Rank, Span, rank_intervals
from stem2code_eval.board.reading import Listed
from stem2code_eval.hashing import sha256_json

BASELINES = "baseline/"
"""Names that begin so are the ends of the scale, not models, and take no rank from anyone."""
_NOBODY = Judges()


@dataclass(frozen=True, slots=True)
class Terms:
    """All that two rows must share to be compared."""

    published: bool
    benchmark: str
    version: str
    split: str
    protocol: str
    n: int
    dataset_hash: str
    prompt_hash: str
    judges: Judges

    @property
    def judged(self) -> bool:
        """Whether anybody judged."""
        return self.judges != _NOBODY


@dataclass(frozen=True, slots=True)
class Row:
    """One model in one table."""

    listed: Listed
    scores: Mapping[str, Score]
    ranks: Mapping[str, Rank | None]
    """For each metric; None of what has no rank: published rows, baselines, scores without an interval."""

    @property
    def coverage(self) -> float | None:
        """Per cent of figures with a result; None where nobody said."""
        entry = self.listed.entry
        return entry.coverage if isinstance(entry, Submitted) else None

    @property
    def baseline(self) -> bool:
        """Whether this is an end of the scale."""
        return is_baseline(self.listed)


@dataclass(frozen=True, slots=True)
class Board:
    """One table."""

    id: str
    """Safe in an address and as the name of a file; unique."""
    title: str
    terms: Terms
    metrics: list[str]
    """The weightiest first."""
    rows: list[Row]
    """By the first metric, the best first."""

    @property
    def headline(self) -> str:
        """The metric that orders the table before its reader does."""
        return self.metrics[0]

    @property
    def fingerprints(self) -> set[str]:
        """Of the renderers that drew its rows."""
        entries = (row.listed.entry for row in self.rows)
        return {entry.run.fingerprint for entry in entries if isinstance(entry, Submitted)}

    @property
    def incomplete(self) -> bool:
        """Whether some row lacks results."""
        return any(row.coverage is not None and row.coverage < 100 for row in self.rows)


def gather(entries: Iterable[Listed]) -> list[Board]:
    """Return the tables; those measured come first, and of these those with most rows."""
    found: dict[Terms, list[tuple[Listed, Mapping[str, Score]]]] = defaultdict(list)
    for listed in entries:
        for terms, scores in _places(listed):
            if scores:
                found[terms].append((listed, scores))
    order = sorted(found, key=lambda terms: (terms.published, terms.judged, -len(found[terms]), repr(terms)))
    return [_board(_id(terms, order), _title(terms, order), terms, found[terms]) for terms in order]


def is_baseline(listed: Listed) -> bool:
    """Return whether an entry is an end of the scale."""
    return listed.entry.model.startswith(BASELINES)


def span(score: Score, coverage: float | None) -> Span | None:
    """Return what a mean may be: its interval, drawn down to the mean with the missing as 0 where any are."""
    if score.interval is None:
        return None
    low, high = score.interval
    if coverage is not None and coverage < 100 and score.bounds is not None:
        low = min(low, score.bounds[0])
    return low, high


def weight(score: Score, coverage: float | None) -> float | None:
    """Return what a row is ordered by: the mean, with the missing as 0 where results are missing."""
    if coverage is not None and coverage < 100 and score.bounds is not None:
        return score.bounds[0]
    return score.mean


def judge_name(judge: Judge | None) -> str:
    """Return who judged, with version and temperature where they are known."""
    if judge is None:
        return "nobody"
    name = f"{judge.model} {judge.version or ''}".strip()
    return name if judge.temperature is None else f"{name} at temperature {judge.temperature:g}"


def _places(listed: Listed) -> list[tuple[Terms, Mapping[str, Score]]]:
    entry = listed.entry
    if isinstance(entry, Published):
        return [(Terms(True, entry.benchmark, "", "", "paper", entry.n, "", "", entry.judges), entry.scores)]
    whole = _terms(entry, entry.judges)
    if whole.judged and entry.protocol == "default":
        unjudged = {name: score for name, score in entry.scores.items() if name not in JUDGED}
        return [(_terms(entry, _NOBODY), unjudged), (whole, entry.scores)]
    return [(whole, entry.scores)]


def _terms(entry: Submitted, judges: Judges) -> Terms:
    run = entry.run
    task = (entry.benchmark, str(entry.task_version), entry.split or "")
    return Terms(False, *task, entry.protocol, entry.n, run.dataset_hash, run.prompt_hash, judges)


def _board(name: str, title: str, terms: Terms, found: list[tuple[Listed, Mapping[str, Score]]]) -> Board:
    metrics = ordered(metric for _, scores in found for metric in scores)
    ranks = {metric: _ranks(metric, found) for metric in metrics}
    rows = [
        Row(listed, scores, {metric: ranks[metric][at] for metric in metrics})
        for at, (listed, scores) in enumerate(found)
    ]
    return Board(name, title, terms, metrics, sorted(rows, key=lambda row: _place(row, metrics[0])))


def _ranks(metric: str, found: list[tuple[Listed, Mapping[str, Score]]]) -> list[Rank | None]:
    spans = [
        span(scores[metric], listed.entry.coverage)
        if metric in scores and isinstance(listed.entry, Submitted) and not is_baseline(listed)
        else None
        for listed, scores in found
    ]
    return rank_intervals(spans)


def _place(row: Row, metric: str) -> tuple[float, str, str]:
    value = weight(row.scores[metric], row.coverage) if metric in row.scores else None
    return (1.0 if value is None else -value, row.listed.entry.model, row.listed.slug)


def _title(terms: Terms, all_terms: list[Terms]) -> str:
    """Return the shortest name that tells a table from all others."""
    words = [terms.benchmark, *([terms.split] if terms.split else [])]
    peers = [each for each in all_terms if (each.benchmark, each.split) == (terms.benchmark, terms.split)]
    if terms.published:
        words.append("published")
    peers = [each for each in peers if each.published == terms.published]
    telling = {
        "version": f"version {terms.version}",
        "protocol": f"{terms.protocol} protocol",
        "n": f"{terms.n} figures",
        "dataset_hash": f"data {terms.dataset_hash[:8]}",
        "prompt_hash": f"prompt {terms.prompt_hash[:8]}",
    }
    words += [said for field, said in telling.items() if len({getattr(each, field) for each in peers}) > 1]
    if terms.judged and not terms.published:
        words.append(f"judged by {judge_name(terms.judges.image)} and {judge_name(terms.judges.code)}")
    return ", ".join(words)


def _id(terms: Terms, all_terms: list[Terms]) -> str:
    """Return a short name; where two tables would share it, with a hash of the terms, so that addresses last."""
    name = _name(terms)
    if sum(_name(each) == name for each in all_terms) == 1:
        return name
    return f"{name}-{sha256_json({**asdict(terms), 'judges': terms.judges.model_dump()})[:8]}"


def _name(terms: Terms) -> str:
    split = "".join(each for each in terms.split.lower() if each.isascii() and (each.isalnum() or each in "_-"))
    kind = "published" if terms.published else "judged" if terms.judged else ""
    return "-".join(part for part in (terms.benchmark, split[:40], kind) if part)
