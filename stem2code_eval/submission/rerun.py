"""Did the model, asked again by the verifier, do as well? The evidence for the badge *re-run*.

Two things are asked of a second run: no metric differs beyond chance (p-values of all metrics corrected by Holm), and
the headline's interval is narrow enough to have shown a difference worth speaking of. The second keeps a run of five
figures, in which nothing ever differs, from passing as evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from stem2code_eval.errors import IncomparableError, UserError
from stem2code_eval.pipeline.aggregate import MIN_SOURCES
from stem2code_eval.pipeline.protocols import get_protocol
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import Store, read_manifest
from stem2code_eval.stats.correction import holm
from stem2code_eval.stats.paired import PairedDifference, paired_difference
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.findings import BundleError

ALPHA = 0.05
WIDEST = 5.0
"""Points that either end of the headline's 95 % interval may be away from 0."""
HEADLINES = ("reconstruction", "avg_two", "pixel", "exec_rate")
"""The first of these that both runs have."""
_SAME = ("dataset_hash", "version", "name", "split")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The headline's difference, second run minus bundle."""

    metric: str
    n: int
    difference: float
    interval: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        """Return it as an entry holds it."""
        ends = [round(end, 4) for end in self.interval]
        return {"metric": self.metric, "n": self.n, "difference": round(self.difference, 4), "interval": ends}


def evidence(
    bundle: Bundle, run: Path, claimed: Mapping[str, Mapping[str, float]], sources: Mapping[str, str | None]
) -> Evidence:
    """Return what a second run says of a bundle.

    Args:
        bundle: what was submitted.
        run: the folder of the verifier's own run of the same model.
        claimed: metric to the value of each figure, in the bundle.
        sources: of each figure.

    Raises:
        UserError: the folder is no finished run, or too few figures tell.
        IncomparableError: it is a run of another task, model, renderer or protocol.
        BundleError: a metric differs beyond chance.
    """
    manifest = read_manifest(run)
    if manifest is None or manifest.get("end") is None:
        raise UserError(f"{run} is not the folder of a finished run.")
    _refuse_other(bundle, manifest, run)
    with Store(run, lambda line: None) as store:
        mine = values_of(list(get_protocol(bundle.manifest.protocol).complete(store.scores.rows())))
    found = {}
    for metric in sorted(claimed.keys() & mine.keys()):
        difference = _difference(claimed[metric], mine[metric], sources, bundle.manifest.seed)
        if difference is not None:
            found[metric] = difference
    headline = next((name for name in HEADLINES if name in found), None)
    if headline is None:
        raise UserError(f"{run} and the bundle share too few figures to be compared.")
    _refuse_difference(found, run)
    told = found[headline]
    if told.n < len(claimed[headline]):
        raise UserError(f"{run} has only {told.n} of the {len(claimed[headline])} figures of the bundle.")
    if max(abs(told.low), abs(told.high)) > WIDEST:
        raise UserError(
            f"{run} cannot tell: by it {headline} differs by {told.low:+.1f} to {told.high:+.1f} points (95 %), and "
            f"evidence has to lie within {WIDEST:g}; run more figures."
        )
    return Evidence(headline, told.n, told.difference, (told.low, told.high))


def values_of(rows: list[ScoreRow]) -> dict[str, dict[str, float]]:
    """Return metric to the value of each figure, the mean of its answers."""
    found: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        for metric, value in row.metrics.items():
            if value is not None:
                found.setdefault(metric, {}).setdefault(row.id, []).append(value)
    return {metric: {name: fmean(each) for name, each in figures.items()} for metric, figures in found.items()}


def _refuse_other(bundle: Bundle, manifest: Mapping[str, Any], run: Path) -> None:
    theirs = bundle.manifest
    pairs = {
        "model": (theirs.model.name, manifest["model"]["name"]),
        "task": ([getattr(theirs.task, name) for name in _SAME], [manifest["task"][name] for name in _SAME]),
        "prompt": (theirs.prompt_hash, manifest["prompt_hash"]),
        "protocol": (theirs.protocol, manifest.get("protocol")),
        "renderer": (theirs.renderer.fingerprint, manifest["renderer"]["fingerprint"]),
    }
    differing = [name for name, (first, second) in pairs.items() if first != second]
    if differing:
        raise IncomparableError(f"{run} is a run of another {' and '.join(differing)} than the bundle.")


def _refuse_difference(found: Mapping[str, PairedDifference], run: Path) -> None:
    corrected = holm({metric: max(each.p_value, each.t_p_value) for metric, each in found.items()})
    worse = [metric for metric, p in corrected.items() if p <= ALPHA]
    if worse:
        said = "; ".join(f"{name} {_spoken(found[name])}" for name in worse)
        raise BundleError(f"The model, asked again in {run}, does otherwise than in the bundle, beyond chance: {said}.")


def _spoken(found: PairedDifference) -> str:
    return f"{found.difference:+.1f} ({found.low:+.1f} to {found.high:+.1f})"


def _difference(
    claimed: Mapping[str, float], mine: Mapping[str, float], sources: Mapping[str, str | None], seed: int
) -> PairedDifference | None:
    shared = [name for name in claimed if name in mine]
    known = {source for name in shared if (source := sources.get(name)) is not None}
    clusters = [sources.get(name) or f"sample {name}" for name in shared] if len(known) >= MIN_SOURCES else None
    if len(shared) < 2:
        return None
    return paired_difference([claimed[name] for name in shared], [mine[name] for name in shared], clusters, seed=seed)
