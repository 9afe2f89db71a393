"""What differs between two folders that should hold the same run: answer by answer, then the results, then versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.pipeline.aggregate import clusters_of
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.reading import Name, RunFolder
from stem2code_eval.pipeline.records import ScoreRow

ANSWERS, OUTCOMES, FLAGS = "answers", "outcomes", "flags"
REFERENCES, PROGRAMS, PICTURES, LISTS = "references", "programs", "pictures", "element lists"
_ENVIRONMENT = ("packages", "python", "platform", "git_commit")


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that is not the same in both."""

    name: str
    there: Any
    here: Any

    def __str__(self) -> str:
        """Return `name (old there, new here)`."""
        return f"{self.name} ({_short(self.there)} there, {_short(self.here)} here)"


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of thing, compared for each answer that has it in both folders."""

    name: str
    n: int
    differing: tuple[str, ...]
    """Which answers, by the sample's id and, of several, the number of the answer."""


@dataclass(frozen=True, slots=True)
class ComparedMetric:
    """The scores by one metric."""

    name: str
    n: int
    """Answers that have a row in both."""
    differing: tuple[str, ...]
    largest: float | None
    """Of the differences, in points, without sign; None where a score is missing on one side."""
    there: float | None
    """Mean over the figures that both scored."""
    here: float | None
    interval: tuple[float, float] | None
    """95 % interval of here - there, paired, clustered by source; None where two figures or sources are lacking."""


@dataclass(frozen=True, slots=True)
class Discrepancies:
    """All that differs between a run `there` and what is to be the same run `here`."""

    environment: list[Changed]
    """Package versions, Python, platform, commit, sandbox."""
    fingerprint: Changed | None
    """Of the renderer."""
    configuration: list[Changed]
    """Metric versions, judges, model: what was to be the same and is not."""
    compared: list[Compared]
    metrics: list[ComparedMetric]
    results: list[Changed]
    """Fields of `results.json`, apart from `usage`."""
    altered: list[str]
    """Files of the first folder whose content is not what their name says, or that are gone."""
    without_result: list[str] = field(default_factory=list)
    """Answers without a result in either folder, each with where and why."""

    def of(self, name: str) -> tuple[str, ...]:
        """Return the answers that differ in one kind of thing."""
        return next((each.differing for each in self.compared if each.name == name), ())


def discrepancies(there: RunFolder, here: RunFolder) -> Discrepancies:
    """Compare two run folders; neither is changed.

    Raises:
        UserError: a folder's files are damaged.
    """
    old, new = there.manifest, here.manifest
    fingerprints = old["renderer"]["fingerprint"], new["renderer"]["fingerprint"]
    first, second = _completed(there), _completed(here)
    both = [name for name in first if name in second and first[name].covered and second[name].covered]
    environment = [*_changed({key: old.get(key) for key in _ENVIRONMENT}, {key: new.get(key) for key in _ENVIRONMENT})]
    backends = old["renderer"]["backend"], new["renderer"]["backend"]
    if backends[0] != backends[1]:
        environment.append(Changed("renderer.backend", *backends))
    return Discrepancies(
        environment=environment,
        fingerprint=Changed("renderer.fingerprint", *fingerprints) if fingerprints[0] != fingerprints[1] else None,
        configuration=list(_changed(_configured(old), _configured(new))),
        compared=[
            _compare(ANSWERS, there.responses, here.responses, ("text", "finish_reason")),
            _compare(REFERENCES, there.references, here.references, ("program", "image_sha256", "elements", "drawing")),
            _compare(PROGRAMS, there.renders, here.renders, ("program", "extraction")),
            _compare(PICTURES, there.renders, here.renders, ("image_sha256", "image", "width", "height")),
            _compare(LISTS, there.renders, here.renders, ("elements",)),
            _compare(OUTCOMES, first, second, ("outcome",), both),
            _compare(FLAGS, first, second, ("flags",), both),
        ],
        metrics=[_compare_metric(name, first, second, both, old["seed"]) for name in _metrics(first, second, both)],
        results=list(_changed(_reported(there), _reported(here))),
        altered=_altered(there),
        without_result=[*_without(there, first, "there"), *_without(here, second, "here")],
    )


def _completed(folder: RunFolder) -> dict[Name, ScoreRow]:
    rows = protocol_of(folder.manifest).complete(folder.scores.values())
    return {(row.id, row.repeat): row for row in rows}


def _configured(manifest: Mapping[str, Any]) -> dict[str, Any]:
    model = manifest["model"]
    judges = {
        metric: {key: value for key, value in about.items() if key != "rubric"}
        for metric, about in manifest["judges"].items()
    }
    return {"metrics": manifest["metrics"], "model": {"identity": model["identity"]}, "judges": judges}


def _reported(folder: RunFolder) -> dict[str, Any]:
    return {name: value for name, value in folder.results().items() if name != "usage"}


def _compare(
    what: str, there: Mapping[Name, Any], here: Mapping[Name, Any], fields: Sequence[str], names: Any = None
) -> Compared:
    shared = [name for name in there if name in here] if names is None else names
    differing = [
        spoken(name)
        for name in shared
        if any(getattr(there[name], each) != getattr(here[name], each) for each in fields)
    ]
    return Compared(what, len(shared), tuple(differing))


def _metrics(there: Mapping[Name, ScoreRow], here: Mapping[Name, ScoreRow], names: Sequence[Name]) -> list[str]:
    found = (metric for name in names for rows in (there, here) for metric in rows[name].metrics)
    return list(dict.fromkeys(found))


def _compare_metric(
    metric: str,
    there: Mapping[Name, ScoreRow],
    here: Mapping[Name, ScoreRow],
    names: Sequence[Name],
    seed: int,
) -> ComparedMetric:
    pairs = {name: (there[name].metrics.get(metric), here[name].metrics.get(metric)) for name in names}
    differing = [name for name, (old, new) in pairs.items() if old != new]
    moved = [(new - old) if old is not None and new is not None else None for old, new in map(pairs.get, differing)]  # type: ignore[misc]
    figures: dict[str, list[tuple[float, float]]] = {}
    for name, (old, new) in pairs.items():
        if old is not None and new is not None:
            figures.setdefault(name[0], []).append((old, new))
    first = [sum(old for old, _ in each) / len(each) for each in figures.values()]
    second = [sum(new for _, new in each) / len(each) for each in figures.values()]
    clusters = clusters_of([(name, there[name, repeat].source) for name, repeat in _firsts(names, figures)])
    return ComparedMetric(
        name=metric,
        n=len(names),
        differing=tuple(map(spoken, differing)),
        largest=None if None in moved else max((abs(each) for each in moved if each is not None), default=0.0),
        there=sum(first) / len(first) if first else None,
        here=sum(second) / len(second) if second else None,
        interval=_interval(first, second, clusters, seed),
    )


def _firsts(names: Sequence[Name], figures: Mapping[str, Any]) -> Iterator[Name]:
    first = {name: repeat for name, repeat in reversed(names)}
    return ((name, first[name]) for name in figures)


def _interval(
    there: Sequence[float], here: Sequence[float], clusters: Sequence[str] | None, seed: int
) -> tuple[float, float] | None:
    from stem2code_eval.stats.paired import paired_difference

    found = paired_difference(there, here, clusters, seed=seed) if there else None
    return None if found is None else (found.low, found.high)


def _altered(folder: RunFolder) -> list[str]:
    """Return the files under `blobs/` that are not what their names say; each is read once."""
    names = dict.fromkeys(path for row in folder.references.values() for path in row.blobs)
    names.update(dict.fromkeys(path for each in folder.renders.values() for path in each.blobs))
    names.update(dict.fromkeys(row.explanation for row in folder.scores.values() if row.explanation is not None))
    return [f"{name}: {said}" for name in names if (said := _said_of(folder.root, name))]


def _said_of(root: Path, name: str) -> str | None:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        return "outside the folder"
    if not path.is_file():
        return "not there"
    return None if sha256_bytes(path.read_bytes()) == path.stem else "its content has been changed"


def _without(folder: RunFolder, rows: Mapping[Name, ScoreRow], where: str) -> Iterator[str]:
    for name, row in rows.items():
        if not row.covered:
            yield f"{spoken(name)}: {row.outcome} {where}, {row.message}"
    missing = folder.n_answers - len(rows)
    if missing > 0:
        yield f"{missing} of {folder.n_answers} answers have no row of scores {where}"


def _changed(there: Any, here: Any, name: str = "") -> Iterator[Changed]:
    if isinstance(there, dict) and isinstance(here, dict):
        for key in dict.fromkeys([*there, *here]):
            yield from _changed(there.get(key), here.get(key), f"{name}.{key}" if name else str(key))
    elif there != here:
        yield Changed(name, there, here)


def spoken(name: Name) -> str:
    """Return how an answer is called: the sample's id, of several with the number of the answer."""
    return name[0] if name[1] is None else f"{name[0]} (answer {name[1]})"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."
