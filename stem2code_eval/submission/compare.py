"""A bundle against the same run done again here, sample by sample.

For each answer the stages are compared in order (program, rendering, score), and only the first that differs is told:
what follows from another program differs as well, and says nothing more.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stem2code_eval.figure.decode import PictureError, decode
from stem2code_eval.judge.rubric import KIND_OF
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.records import RenderRow, ScoreRow
from stem2code_eval.pipeline.store import Store
from stem2code_eval.submission import form
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.findings import Finding, Level
from stem2code_eval.submission.form import Name

TOLERANCE = 1e-6
"""Points, of 100, by which a score may differ: other processors add in another order. Nothing can be gained by it."""
OF_METRIC = {"clip": 0.01}
"""The same for metrics that other hardware computes less exactly (docs/clip.md)."""
_LATE = frozenset({Outcome.TIMEOUT, Outcome.OUT_OF_MEMORY, Outcome.RESOURCE_LIMIT})
_OURS = frozenset({Outcome.SANDBOX_ERROR, Outcome.DATA_ERROR})

Say = Callable[[str, str, Level], Finding]


def compare_samples(bundle: Bundle, store: Store, same_renderer: bool) -> Iterator[Finding]:
    """Yield what does not agree, in the order of the samples.

    Args:
        bundle: what is claimed; ids were checked.
        store: the run that was done again from its answers.
        same_renderer: whether both were drawn by renderers of one fingerprint; where not, only programs are compared.
    """
    renders = {(row.id, row.repeat): row for row in bundle.renders}
    answered = {(row.id, row.repeat) for row in bundle.responses}
    for row in bundle.scores:
        name = (row.id, row.repeat)
        yield from _one(bundle, store, row, renders.get(name), name in answered, same_renderer)


def _one(
    bundle: Bundle,
    store: Store,
    claimed: form.ScoreRow,
    rendering: form.RenderRow | None,
    answered: bool,
    same_renderer: bool,
) -> Iterator[Finding]:
    name = (claimed.id, claimed.repeat)
    say = _speaker(name)
    mine, drawn = store.scores.get(*name), store.renders.get(*name)
    if mine is None:
        yield say("sample", "it was not evaluated here.", Level.INCOMPLETE)
    elif not answered:
        if claimed.covered or rendering is not None:
            yield say("response", "it has a result and no response.", Level.FAILED)
    elif mine.outcome in _OURS:
        yield say("sample", f"it could not be evaluated here: {mine.outcome}: {mine.message}", Level.INCOMPLETE)
    elif drawn is not None:
        found = list(_program(say, rendering, drawn))
        if not found and same_renderer and rendering is not None:
            found = list(_rendering(say, bundle, store, rendering, drawn)) or list(_score(say, claimed, mine))
        yield from found


def _program(say: Say, claimed: form.RenderRow | None, mine: RenderRow) -> Iterator[Finding]:
    if claimed is None:
        yield say("rendering", "it has a response and no rendering; a result that exists was left out.", Level.FAILED)
    elif claimed.program != mine.program:
        yield say("program", "the program is not the one that its response holds.", Level.FAILED)
    elif claimed.extraction != mine.extraction:
        text = f'the rule is "{claimed.extraction}", and by "{mine.extraction}" the program was found here.'
        yield say("program", text, Level.FAILED)


def _rendering(say: Say, bundle: Bundle, store: Store, claimed: form.RenderRow, mine: RenderRow) -> Iterator[Finding]:
    if claimed.outcome != mine.outcome:
        late = " (it is near a limit, and may end otherwise on another machine)" if _near(claimed, mine) else ""
        text = f"the program ended as {claimed.outcome} in the bundle and as {mine.outcome} here{late}."
        yield say("outcome", text, Level.FAILED)
        return
    if claimed.flags != mine.flags:
        text = f"the rendering has the flags {_list(claimed.flags)} in the bundle and {_list(mine.flags)} here."
        yield say("flags", text, Level.FAILED)
    if not _same_picture(bundle, store, claimed.image, mine.image):
        yield say("picture", "the picture is not the one that its program draws.", Level.FAILED)
    if claimed.elements != mine.elements:
        yield say("elements", "the element list is not the one that its program gives.", Level.FAILED)


def _score(say: Say, claimed: form.ScoreRow, mine: ScoreRow) -> Iterator[Finding]:
    if (claimed.subject, claimed.level, claimed.source) != (mine.subject, mine.level, mine.source):
        yield say("sample", "subject, level or source are not those of the task.", Level.FAILED)
    if claimed.outcome != mine.outcome:
        yield say("outcome", f"it ended as {claimed.outcome} in the bundle and as {mine.outcome} here.", Level.FAILED)
    elif claimed.covered != mine.covered:
        yield say("coverage", "it counts as a result in one of the two and not in the other.", Level.FAILED)
    if claimed.flags != mine.flags:
        text = f"it has the flags {_list(claimed.flags)} in the bundle and {_list(mine.flags)} here."
        yield say("flags", text, Level.FAILED)
    yield from _metrics(say, claimed.metrics, mine)


def _metrics(say: Say, claimed: Mapping[str, float | None], mine: ScoreRow) -> Iterator[Finding]:
    for metric in sorted(claimed.keys() | mine.metrics.keys()):
        theirs, ours = claimed.get(metric), mine.metrics.get(metric)
        if same_number(theirs, ours, metric):
            continue
        if metric in KIND_OF:
            why = mine.reasons.get(metric, "")
            text = f"{metric} is {_number(theirs)} in the bundle and {_number(ours)} by its votes. {why}".strip()
            yield say("judges", text, Level.FAILED)
        else:
            yield say("score", f"{metric} is {_number(theirs)} in the bundle and {_number(ours)} here.", Level.FAILED)


def same_number(first: Any, second: Any, metric: str) -> bool:
    """Return whether two scores of one metric are the same but for the last digits; null is only null."""
    if first is None or second is None:
        return first is None and second is None
    return bool(abs(first - second) <= OF_METRIC.get(metric, TOLERANCE))


def _same_picture(bundle: Bundle, store: Store, claimed: str | None, mine: str | None) -> bool:
    """Compare pixels where the files differ: another library packs the same pixels into other bytes."""
    if claimed == mine or claimed is None or mine is None:
        return claimed == mine
    try:
        first = decode(bundle.blob(claimed), "picture", reduced=False)
    except PictureError:
        return False
    second = decode(store.blobs.path(mine).read_bytes(), "picture", reduced=False)
    return first.shape == second.shape and bool((first == second).all())


def _near(claimed: form.RenderRow, mine: RenderRow) -> bool:
    return bool({claimed.outcome, mine.outcome} & _LATE)


def _speaker(name: Name) -> Say:
    return lambda check, text, level: Finding(check, level, text, *name)


def _list(flags: list[str]) -> str:
    return ", ".join(flags) or "none"


def _number(value: float | None) -> str:
    return "null" if value is None else f"{value:.6g}"
