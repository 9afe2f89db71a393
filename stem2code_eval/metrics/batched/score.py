"""`score_batch`: the picture metrics of many pairs, for reinforcement learning and large evaluations."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data import DataLoader

from stem2code_eval.errors import UserError
from stem2code_eval.figure.canonical import INK_SIDE, SIDE, Canonical
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.figure.registration import register
from stem2code_eval.metrics.batched.prepare import Arrays, Verdict, prepare
from stem2code_eval.metrics.batched.registration import register_batch
from stem2code_eval.metrics.batched.ssim import ssim_batch
from stem2code_eval.metrics.clip.metric import score as clip_score
from stem2code_eval.metrics.elements import tidy

if TYPE_CHECKING:
    from stem2code_eval.metrics.clip.encoder import Encoder
    from stem2code_eval.metrics.clip.form import ModelInput

METRICS = ("pixel", "ssim", "clip")
AT_ONCE = 64
"""Pairs that are measured at once."""
_HANDED_OVER = 4
"""Pairs that a process prepares before it hands them over, so that the device does not wait long for its first."""
_PREFETCH = 4
"""How many times that each process is ahead."""

Scores = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A map-style data set of prepared pairs."""

    references: Sequence[bytes]
    candidates: Sequence[bytes | None]
    pictures: bool
    form: "ModelInput | None"

    def __len__(self) -> int:
        return len(self.references)

    def __getitem__(self, at: int) -> Arrays:
        return prepare(self.references[at], self.candidates[at], self.pictures, self.form)


def score_batch(
    references: Sequence[bytes],
    candidates: Sequence[bytes | None],
    metrics: Sequence[str] = ("pixel", "ssim"),
    *,
    clip: "Encoder | None" = None,
    device: str | None = None,
    workers: int = 0,
    at_once: int = AT_ONCE,
) -> list[Scores]:
    """Score each candidate's picture against the reference's of the same place.

    The numbers are those of `metrics.pair.score_pair` on the pictures alone: there are no element lists, and so nothing
    is found to be tampered with. `pixel` and `ssim` agree with it to 1e-4 on their scale of 0-100.

    Args:
        references: encoded pictures.
        candidates: encoded pictures, as many; None where nothing was drawn.
        metrics: of `METRICS`.
        clip: the model for `clip`; without one, `clip` is None for every pair.
        device: "cpu" or "cuda", for `pixel` and `ssim`; None takes a GPU when there is one.
        workers: processes that prepare pairs ahead of the device; 0 prepares them in this one.
        at_once: pairs that are measured at once.

    Returns:
        By metric name, 0-100 or None as in `score_pair`; one for each pair, in their order.

    Raises:
        PictureError: a picture cannot be decoded; the message names which.
        UserError: a metric's name is unknown, or there are not as many candidates as references.
    """
    unknown = [name for name in metrics if name not in METRICS]
    if unknown:
        raise UserError(f'"{unknown[0]}" cannot be measured in batches; {", ".join(METRICS)} can.')
    if len(references) != len(candidates):
        raise UserError(
            f"There are {len(references)} references and {len(candidates)} candidates; give as many of each."
        )
    chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
    pictures = any(name != "clip" for name in metrics)
    form = clip.form if clip is not None and "clip" in metrics else None
    pairs = _Pairs(references, candidates, pictures, form)
    found: list[dict[str, Any]] = []
    with ThreadPoolExecutor(1, thread_name_prefix="registration") as thread:
        for batch in _batches(pairs, workers, at_once, chosen):
            _refuse_broken(batch, len(found))
            found += _scores(batch, metrics, clip if form is not None else None, thread)
    return [{name: _value(score) for name, score in row.items()} for row in found]


def _value(score: float | Future[float] | None) -> float | None:
    return score.result() if isinstance(score, Future) else score


def _batches(pairs: _Pairs, workers: int, at_once: int, device: str) -> Iterator[Arrays]:
    """Yield batches whose pictures are on the device."""
    loader = DataLoader(
        pairs,
        batch_size=min(_HANDED_OVER, at_once),
        num_workers=workers,
        pin_memory=device == "cuda",
        prefetch_factor=_PREFETCH if workers else None,
    )
    parts: list[Arrays] = []
    for part in loader:
        pictures = {name: part[name].to(device, non_blocking=True) for name in part.keys() - {"verdict", "problem"}}
        parts.append({**part, **pictures})
        if len(parts) * _HANDED_OVER >= at_once:
            yield _joined(parts)
            parts = []
    if parts:
        yield _joined(parts)


def _joined(parts: Sequence[Arrays]) -> Arrays:
    problems = [problem for part in parts for problem in part["problem"]]
    return {"problem": problems} | {
        name: torch.cat([part[name] for part in parts]) for name in parts[0].keys() - {"problem"}
    }


def _refuse_broken(batch: Arrays, before: int) -> None:
    for at, problem in enumerate(batch["problem"]):
        if problem:
            raise PictureError(f"Pair {before + at}: {problem}")


def _scores(batch: Arrays, metrics: Sequence[str], clip: "Encoder | None", thread: Executor) -> list[dict[str, Any]]:
    verdicts = batch["verdict"]
    measured = (verdicts == Verdict.MEASURE).nonzero()[:, 0]
    columns: dict[str, list[Any]] = {name: [_without_measuring(int(each)) for each in verdicts] for name in metrics}
    if "clip" in columns and clip is None:
        columns["clip"] = [None] * len(verdicts)
    if len(measured):
        for name, values in _measured(batch, measured, metrics, clip, thread).items():
            for at, value in zip(measured.tolist(), values, strict=True):
                columns[name][at] = value
    return [{name: columns[name][at] for name in metrics} for at in range(len(verdicts))]


def _without_measuring(verdict: int) -> float | None:
    return 0.0 if verdict == Verdict.NOTHING_DRAWN else None


def _measured(
    batch: Arrays, places: Any, metrics: Sequence[str], clip: "Encoder | None", thread: Executor
) -> dict[str, list[Any]]:
    """Return the scores of the pairs at some places of a batch, by metric."""
    values: dict[str, list[Any]] = {}
    if clip is not None:
        pictures = batch["clip"][places.to(batch["clip"].device)]
        values["clip"] = [clip_score(cosine) for cosine in clip.cosines(pictures[:, 0], pictures[:, 1]).tolist()]
    if "rgb" not in batch:
        return values
    with torch.inference_mode():
        rgb, ink = (batch[name][places.to(batch[name].device)] for name in ("rgb", "ink"))
        if "pixel" in metrics:
            values["pixel"] = _pixel(ink, thread)
        if "ssim" in metrics:
            means = ssim_batch(rgb[:, 0], rgb[:, 1], ink[:, 0] | ink[:, 1])
            values["ssim"] = [tidy(100 * mean) for mean in means.tolist()]
    return values


def _pixel(ink: Any, thread: Executor) -> list[float | Future[float]]:
    """Return `pixel` for canonical inks `(n, 2, SIDE, SIDE)`.

    A search that rounding decided is done again as for a single pair, meanwhile, so that it is decided alike.
    """
    ratio = SIDE // INK_SIDE
    coarse = ink.reshape(len(ink), 2, INK_SIDE, ratio, INK_SIDE, ratio).any(dim=5).any(dim=3)
    found = register_batch(coarse[:, 0], coarse[:, 1])
    scores: list[float | Future[float]] = (100 * found.score).tolist()
    for at in found.unsure.nonzero()[:, 0].tolist():
        reference, candidate = (_as_canonical(side) for side in coarse[at].cpu().numpy())
        scores[at] = thread.submit(_registered, reference, candidate)
    return scores


def _registered(reference: Canonical, candidate: Canonical) -> float:
    return 100 * register(reference, candidate).score


def _as_canonical(coarse: Any) -> Canonical:
    return Canonical((), coarse, coarse)
