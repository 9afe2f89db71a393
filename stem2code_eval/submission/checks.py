"""What of a bundle can be checked by looking at it: a list of small functions, each with what it finds.

A contradiction is `failed`. What the bundle says honestly, and this installation or the leaderboard does otherwise
(another task version, other limits, another version of a metric), is `incomparable`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stem2code_eval.data.task import Task
from stem2code_eval.judge.rubric import read_rubrics
from stem2code_eval.judge.spec import JUDGING_VERSION
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.manifest import FORMAT
from stem2code_eval.pipeline.protocols import get_protocol
from stem2code_eval.render.types import as_json
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.findings import Finding, Level
from stem2code_eval.submission.form import Name
from stem2code_eval.submission.votes import judge_specs

_SHOWN = 5
_NO_RENDERING = frozenset({Outcome.MODEL_ERROR, Outcome.NOT_ASKED, Outcome.DATA_ERROR, Outcome.SANDBOX_ERROR})


@dataclass(frozen=True, slots=True)
class Here:
    """What a bundle is checked against."""

    task: Task
    """The chosen figures of the task that the bundle names."""
    metrics: Mapping[str, Mapping[str, Any]]
    """Name to version and parameters, of each metric of the bundle that there is here."""


Check = Callable[[Bundle, Here], Iterator[Finding]]


def check_bundle(bundle: Bundle, here: Here) -> list[Finding]:
    """Return all that the checks below find."""
    return [finding for check in CHECKS for finding in check(bundle, here)]


def _format(bundle: Bundle, here: Here) -> Iterator[Finding]:
    if bundle.manifest.format != FORMAT:
        text = f"the run has the format {bundle.manifest.format}, and runs of this version have {FORMAT}."
        yield Finding("format", Level.INCOMPARABLE, text)


def _dataset(bundle: Bundle, here: Here) -> Iterator[Finding]:
    about, task = bundle.manifest.task, here.task
    if about.name != task.name:
        yield Finding("dataset", Level.FAILED, f'the run is of "{about.name}", and the task here is "{task.name}".')
    elif about.version != task.version:
        text = f"the run is of version {about.version} of {task.name}, and version {task.version} is here."
        yield Finding("dataset", Level.INCOMPARABLE, text)
    elif about.dataset_hash != task.dataset_hash_without(about.broken):
        text = f"the figures are not those of {task.name} {task.version} that are here: their hashes differ."
        yield Finding("dataset", Level.FAILED, text)


def _prompt(bundle: Bundle, here: Here) -> Iterator[Finding]:
    if bundle.manifest.prompt_hash != here.task.prompt_hash:
        yield Finding("prompt", Level.FAILED, f"the model was asked another prompt than that of {here.task.name}.")


def _limits(bundle: Bundle, here: Here) -> Iterator[Finding]:
    protocol = get_protocol(bundle.manifest.protocol)
    renderer = bundle.manifest.renderer
    for what, claimed, wanted in (
        ("limits", renderer.limits, as_json(protocol.limits)),
        ("settings", renderer.settings, as_json(protocol.settings)),
    ):
        for name in sorted(claimed.keys() | wanted.keys()):
            if claimed.get(name) != wanted.get(name):
                text = (
                    f"programs were drawn under other {what} than those of the protocol {protocol.name}: "
                    f"{name} {claimed.get(name)} instead of {wanted.get(name)}."
                )
                yield Finding(what, Level.INCOMPARABLE, text)


def _metrics(bundle: Bundle, here: Here) -> Iterator[Finding]:
    for name, claimed in bundle.manifest.metrics.items():
        mine = here.metrics.get(name)
        if mine is None:
            yield Finding("metrics", Level.INCOMPARABLE, f"the metric {name} is not known here.")
        elif (claimed.version, claimed.parameters) != (mine["version"], mine["parameters"]):
            text = f"the metric {name} was measured by version {claimed.version} with {claimed.parameters}, "
            text += f"and here it is version {mine['version']} with {mine['parameters']}."
            yield Finding("metrics", Level.INCOMPARABLE, text)


def _judges(bundle: Bundle, here: Here) -> Iterator[Finding]:
    ours = {kind: rubric.hash for kind, rubric in read_rubrics(None).items()}
    for metric, spec in judge_specs(bundle).items():
        if bundle.manifest.judges[metric].get("prompt_hash") != spec.rubric.hash:
            yield Finding("judges", Level.FAILED, f"the rubric of {metric} is not the one of its hash.")
        elif spec.rubric.hash != ours.get(spec.kind):
            yield Finding("judges", Level.INCOMPARABLE, f"{metric} was judged by another rubric than ours.")
        elif spec.version != JUDGING_VERSION:
            text = f"{metric} was judged by version {spec.version} of the procedure, and here it is {JUDGING_VERSION}."
            yield Finding("judges", Level.INCOMPARABLE, text)


def _ids(bundle: Bundle, here: Here) -> Iterator[Finding]:
    repeats = bundle.manifest.repeats
    numbers = [None] if repeats == 1 else list(range(repeats))
    wanted: list[Name] = [(entry.id, number) for entry in here.task.entries for number in numbers]
    if bundle.manifest.task.n != len(here.task.entries):
        text = f"the run says that it has {bundle.manifest.task.n} figures; the task has {len(here.task.entries)}."
        yield Finding("ids", Level.FAILED, text)
    scored = [(row.id, row.repeat) for row in bundle.scores]
    yield from _counted("scores", scored, wanted, complete=True)
    if scored != wanted and Counter(scored) == Counter(wanted):
        yield Finding("ids", Level.FAILED, "the rows of scores are not in the order of the task.")
    yield from _counted("responses", [(row.id, row.repeat) for row in bundle.responses], wanted, complete=False)
    yield from _counted("renders", [(row.id, row.repeat) for row in bundle.renders], wanted, complete=False)


def _counted(what: str, found: list[Name], wanted: list[Name], complete: bool) -> Iterator[Finding]:
    counts, known = Counter(found), set(wanted)
    for said, names in (
        ("are missing from", [name for name in wanted if name not in counts] if complete else []),
        ("are there more than once in", [name for name in counts if counts[name] > 1]),
        ("are no samples of the task, and in", [name for name in counts if name not in known]),
    ):
        if names:
            yield Finding("ids", Level.FAILED, f"{len(names)} samples {said} the {what}: {_some(names)}.")


def _covered(bundle: Bundle, here: Here) -> Iterator[Finding]:
    """A result counts where its outcome is the model's own, and needs a response and a rendering."""
    answered = {(row.id, row.repeat) for row in bundle.responses}
    rendered = {(row.id, row.repeat) for row in bundle.renders}
    for row in bundle.scores:
        name, outcome = (row.id, row.repeat), Outcome(row.outcome)
        if row.covered != outcome.is_models_own:
            said = "counts as a result" if row.covered else "does not count as a result"
            yield Finding("coverage", Level.FAILED, f"it {said} although it ended as {outcome}.", *name)
        elif row.covered and (name not in answered or name not in rendered):
            yield Finding("coverage", Level.FAILED, "it has a result without a response or a rendering.", *name)
        elif not row.covered and any(value is not None for value in row.metrics.values()):
            if outcome in _NO_RENDERING:
                yield Finding("coverage", Level.FAILED, f"it has scores although it ended as {outcome}.", *name)


def _blobs(bundle: Bundle, here: Here) -> Iterator[Finding]:
    named = {name for row in bundle.renders for name in (row.image, row.elements) if name is not None}
    there = {f"blobs/{path.name}" for path in (bundle.folder / "blobs").iterdir()}
    if named - there:
        yield Finding("files", Level.FAILED, f"{len(named - there)} pictures or element lists are missing.")
    if there - named:
        yield Finding("files", Level.FAILED, f"{len(there - named)} files belong to no answer.")
    for row in bundle.renders:
        if (row.outcome == Outcome.OK) != (row.image is not None):
            has = "has no picture" if row.image is None else "has a picture"
            yield Finding("files", Level.FAILED, f"it ended as {row.outcome} and {has}.", row.id, row.repeat)


CHECKS: tuple[Check, ...] = (_format, _dataset, _prompt, _limits, _metrics, _judges, _ids, _covered, _blobs)


def _some(names: Iterable[Name]) -> str:
    shown = [f'"{id}"' if repeat is None else f'"{id}" (repeat {repeat})' for id, repeat in names]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more
