"""In what two runs differ: fields that make scores incomparable unless the user allows them, and fields that are told.

The model is what is compared. What decides what was asked, drawn and measured has to be the same: the task and its
figures, the prompt, the renderer, the metrics and judges that both have, the protocol. How the model was asked
(sampling, size of the pictures, repeats), and on what machine, is told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from stem2code_eval.comparison.recording import Recording
from stem2code_eval.pipeline.manifest import Manifest, flat

_REFUSED = ("format", "task", "prompt_hash", "renderer", "metrics", "judges", "protocol")
_TOLD = ("model", "seed", "repeats", "packages", "python", "platform", "git_commit")
_TOLD_PARTS = ("task.broken", "renderer.backend")
"""Parts of the first that do not decide."""
_OF_BOTH = ("metrics", "judges")
"""Sections of which only what both runs have is compared."""
SAMPLES = "samples"
"""The name under which a difference in the figures themselves is allowed."""
METRIC = "metric "
"""Before the name of a metric that only one run reports."""
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two runs differ."""

    field: str
    base: Any
    """As JSON; `ABSENT` where there is none."""
    candidate: Any
    absolute: bool = False
    """There is nothing to compare: no `--allow` helps."""


@dataclass(frozen=True, slots=True)
class Comparability:
    """Whether two runs can be compared, and what a reader should know."""

    refused: tuple[Difference, ...]
    """Not allowed by the user: the scores are incomparable."""
    allowed: tuple[Difference, ...]
    told: tuple[Difference, ...]
    unused: tuple[str, ...]
    """Names in `--allow` in which the runs do not differ."""


def comparability(base: Recording, candidate: Recording, allow: Iterable[str], metrics: Sequence[str]) -> Comparability:
    """Return in what two runs differ.

    Args:
        base: the first run.
        candidate: the second.
        allow: names of fields; one allows all that is below it, as `renderer` allows `renderer.fingerprint`.
        metrics: those that are to be compared.
    """
    names = tuple(dict.fromkeys(allow))
    found = [*_differing(base.manifest, candidate.manifest, _REFUSED), *_other_samples(base, candidate)]
    deciding = [each for each in found if not _below(each.field, _TOLD_PARTS)]
    told = [each for each in found if _below(each.field, _TOLD_PARTS)]
    told += _differing(base.manifest, candidate.manifest, _TOLD)
    for each in _only_in_one(base, candidate):
        (deciding if each.field.removeprefix(METRIC) in metrics else told).append(each)
    allowed = [each for each in deciding if not each.absolute and _below(each.field, names)]
    return Comparability(
        refused=tuple(each for each in deciding if each not in allowed),
        allowed=tuple(allowed),
        told=tuple(told),
        unused=tuple(name for name in names if not any(_below(each.field, (name,)) for each in allowed)),
    )


def same_figures(base: Recording, candidate: Recording) -> bool:
    """Return whether both manifests are of the same figures: one that only one run has is then missing in the other."""
    first, second = base.manifest["task"], candidate.manifest["task"]
    return bool(first["dataset_hash"] == second["dataset_hash"] and first["n"] == second["n"])


def _other_samples(base: Recording, candidate: Recording) -> Iterator[Difference]:
    if same_figures(base, candidate):
        return
    first, second = ({answer.id for answer in each.answers} for each in (base, candidate))
    if first != second:
        shared = len(first & second)
        there, here = (f"{len(each)} figures ({len(each) - shared} only there)" for each in (first, second))
        yield Difference(SAMPLES, there, here, absolute=not shared)


def _differing(base: Manifest, candidate: Manifest, sections: Iterable[str]) -> Iterator[Difference]:
    for section in sections:
        first, second = base.get(section, ABSENT), candidate.get(section, ABSENT)
        if section in _OF_BOTH:
            first, second = _shared(base, candidate, section), _shared(candidate, base, section)
        there, here = dict(flat(first, section)), dict(flat(second, section))
        for name in sorted(there.keys() | here.keys()):
            if there.get(name, ABSENT) != here.get(name, ABSENT):
                yield Difference(name, there.get(name, ABSENT), here.get(name, ABSENT))


def _shared(manifest: Manifest, other: Manifest, section: str) -> dict[str, Any]:
    there: dict[str, Any] = other.get(section, {})
    return {name: value for name, value in manifest.get(section, {}).items() if name in there}


def _only_in_one(base: Recording, candidate: Recording) -> Iterator[Difference]:
    for name in dict.fromkeys((*base.metrics, *candidate.metrics)):
        first, second = (("reported" if name in each.metrics else ABSENT) for each in (base, candidate))
        if first != second:
            yield Difference(f"{METRIC}{name}", first, second, absolute=True)


def _below(field: str, names: Iterable[str]) -> bool:
    return any(field == name or field.startswith(f"{name}.") for name in names)
