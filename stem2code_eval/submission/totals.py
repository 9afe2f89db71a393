"""The means of a bundle: do they follow from its own rows, and are they those of the run done again?"""

from collections.abc import Iterator, Mapping
from typing import Any

from stem2code_eval.pipeline.aggregate import Results, aggregate
from stem2code_eval.pipeline.protocols import get_protocol
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.submission import form
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.compare import same_number
from stem2code_eval.submission.findings import Finding, Level
from stem2code_eval.submission.packing import UNCHECKED

_SHOWN = 8


def results_of(bundle: Bundle) -> Results:
    """Return the `results.json` that follows from a bundle's rows of scores."""
    manifest = bundle.manifest
    protocol = get_protocol(manifest.protocol)
    return aggregate(
        protocol.complete(score_rows(bundle)),
        protocol.reported((EXEC_RATE, *manifest.metrics, *manifest.judges)),
        (),
        manifest.seed,
        repeats=manifest.repeats,
    )


def score_rows(bundle: Bundle) -> Iterator[ScoreRow]:
    """Yield a bundle's rows of scores as a run folder holds them."""
    return map(_row, bundle.scores)


def compare_totals(bundle: Bundle, computed: Mapping[str, Any], of: str) -> Iterator[Finding]:
    """Yield where the bundle's `results.json` is not `computed`.

    Args:
        bundle: what is claimed.
        computed: the content of a `results.json`.
        of: what it was computed from, for the sentence.
    """
    differing = list(_differences(bundle.results, _checked(computed), ""))
    for name, claimed, right in differing[:_SHOWN]:
        check = "coverage" if name == "coverage" else "totals"
        text = f"{name} is {claimed} in results.json, and {right} by {of}."
        yield Finding(check, Level.FAILED, text)
    if len(differing) > _SHOWN:
        text = f"{len(differing) - _SHOWN} more numbers of results.json are not those of {of}."
        yield Finding("totals", Level.FAILED, text)


def _row(row: form.ScoreRow) -> ScoreRow:
    return ScoreRow(
        id=row.id,
        subject=row.subject,
        level=row.level,
        source=row.source,
        outcome=row.outcome,
        flags=row.flags,
        metrics=dict(row.metrics),
        key="" if row.covered else None,
        repeat=row.repeat,
    )


def _checked(results: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in results.items() if name not in UNCHECKED}


def _differences(claimed: Any, right: Any, name: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(claimed, dict) and isinstance(right, Mapping):
        for key in sorted(claimed.keys() | right.keys()):
            yield from _differences(claimed.get(key), right.get(key), f"{name}.{key}" if name else key)
    elif isinstance(claimed, list) and isinstance(right, list) and len(claimed) == len(right):
        for at, (first, second) in enumerate(zip(claimed, right, strict=True)):
            yield from _differences(first, second, f"{name}[{at}]")
    elif not _same(claimed, right, name):
        yield name, _said(claimed), _said(right)


def _same(first: Any, second: Any, name: str) -> bool:
    if _is_number(first) and _is_number(second):
        return same_number(first, second, "clip" if "clip" in name.split(".") else "")
    return type(first) is type(second) and bool(first == second)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _said(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:60]
