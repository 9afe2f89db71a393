"""Picture metrics on a GPU: images a second from files to scores, against the bare CLIP forward pass and a plain loop.

    python benchmarks/gpu_score.py [--model ViT-L-14] [--weights FILE] [--pairs N] [--workers N]

Prints one JSON object. Without --weights the model's weights are random and the object says so: speed does not hang
on them, scores would. An image is one picture; a pair has two. Needs the extra `clip`; without a GPU it runs on the
CPU, to try it out.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import torch
from ways.machine import machine
from ways.picture_pairs import Pair, pairs, repeated

from stem2code_eval.metrics.batched.prepare import prepare
from stem2code_eval.metrics.batched.registration import register_batch
from stem2code_eval.metrics.batched.score import METRICS, Scores, score_batch
from stem2code_eval.metrics.batched.ssim import ssim_batch
from stem2code_eval.metrics.clip.encoder import Encoder, load_encoder
from stem2code_eval.metrics.clip.weights import find_weights
from stem2code_eval.metrics.pair import score_pair

PICTURES = ("pixel", "ssim")
ROUNDS = 3
SETS = {"clip": ("clip",), "pixel, ssim": PICTURES, "pixel, ssim, clip": METRICS}


def encoder(model: str, weights: str | None, device: str, precision: str) -> Encoder:
    """Return the named model, with random weights if none are named."""
    if weights is not None:
        return load_encoder(model, find_weights(model, weights), device, precision)
    import open_clip

    torch.manual_seed(0)
    return Encoder(open_clip.create_model(model, device=device).eval(), device, precision=precision)


def timed(device: str, work: Callable[[], Any]) -> float:
    """Return the seconds that `work` takes, with what it leaves to the device."""
    wait(device)
    start = time.perf_counter()
    work()
    wait(device)
    return time.perf_counter() - start


def wait(device: str) -> None:
    """Wait for all that the device was given."""
    if device == "cuda":
        torch.cuda.synchronize()


def forward(model: Encoder, images: int) -> int:
    """Run the bare forward pass over at least so many pictures that are already on the device; return how many."""
    tensor = torch.randn(model.size, 3, model.form.height, model.form.width, device=model.device)
    passes = -(-images // model.size)
    with torch.inference_mode(), torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        for _ in range(passes):
            model.forward(tensor)
    return passes * model.size


def batched(found: Sequence[Pair], metrics: Sequence[str], model: Encoder, workers: int) -> list[Scores]:
    """Score pairs by `score_batch`."""
    references, candidates = zip(*found, strict=True)
    return score_batch(references, candidates, metrics, clip=model, device=model.device, workers=workers)


def one_by_one(found: Sequence[Pair], metrics: Sequence[str], model: Encoder) -> None:
    """Score pairs as a plain loop does: decode, canonicalise, torchmetrics and the model, one pair at a time."""
    alone = Encoder(model.model, model.device, size=2, precision=model.precision)
    for reference, candidate in found:
        score_batch([reference], [candidate], metrics, clip=alone, device=model.device, at_once=1)


def agreement(found: Sequence[Pair], scores: Sequence[Scores]) -> dict[str, Any]:
    """Return how far `pixel` and `ssim` are from those of `score_pair`, on 0-100; and its speed, on one core."""
    start = time.perf_counter()
    single = [score_pair(one, two, PICTURES).metrics for one, two in found]
    seconds = time.perf_counter() - start
    largest = {
        name: max(abs((batch[name] or 0) - (alone[name] or 0)) for batch, alone in zip(scores, single, strict=True))
        for name in PICTURES
    }
    spread = {name: sorted(alone[name] or 0.0 for alone in single)[:: max(1, len(single) // 4)] for name in PICTURES}
    return {
        "pairs": len(found),
        "largest_difference": largest,
        "scores_quartiles": spread,
        "cpu_pairs_per_s": len(found) / seconds,
    }


def clip_agreement(found: Sequence[Pair], model: Encoder) -> dict[str, float]:
    """Return how far `clip` is, on 0-100: from the CPU's, and from itself in another order of the pairs."""
    scores = [row["clip"] for row in batched(found, ("clip",), model, 0)]
    order = sorted(range(len(found)), key=lambda at: (at * 7919) % len(found))
    moved = [row["clip"] for row in batched([found[at] for at in order], ("clip",), model, 0)]
    few = min(8, len(found))
    on_cpu = Encoder(model.model.cpu(), "cpu", precision="float32")
    cpu = [row["clip"] for row in batched(found[:few], ("clip",), on_cpu, 0)]
    model.model.to(model.device)
    return {
        "to_cpu": max(abs((a or 0) - (b or 0)) for a, b in zip(cpu, scores, strict=False)),
        "to_another_order": max(abs((scores[at] or 0) - (b or 0)) for at, b in zip(order, moved, strict=True)),
    }


def stages(found: Sequence[Pair], model: Encoder) -> dict[str, float]:
    """Return milliseconds a pair: of the processor's part on one core, and of the device's parts in batches of 32."""
    start = time.perf_counter()
    ready = [prepare(one, two, True, model.form) for one, two in found[:32]]
    prepared = time.perf_counter() - start
    rgb = torch.stack([torch.from_numpy(each["rgb"]) for each in ready]).to(model.device)
    ink = torch.stack([torch.from_numpy(each["ink"]) for each in ready]).to(model.device)
    coarse = ink.reshape(len(ink), 2, 256, 2, 256, 2).any(5).any(3)
    works: dict[str, Callable[[], Any]] = {
        "registration": lambda: register_batch(coarse[:, 0], coarse[:, 1]),
        "ssim": lambda: ssim_batch(rgb[:, 0], rgb[:, 1], ink.any(1)),
    }
    times = {"prepare": 1000 * prepared / len(ready)}
    for name, work in works.items():
        timed(model.device, work)
        times[name] = 1000 * min(timed(model.device, work) for _ in range(ROUNDS)) / len(ready)
    unsure = register_batch(coarse[:, 0], coarse[:, 1]).unsure
    return {**times, "unsure_share": float(unsure.float().mean())}


def speeds(found: Sequence[Pair], model: Encoder, workers: int, looped: int) -> dict[str, Any]:
    """Return images a second, medians of interleaved rounds."""
    rates: dict[str, list[float]] = {}
    forward(model, 2 * model.size)
    batched(found[:64], METRICS, model, min(workers, 2))
    one_by_one(found[:2], METRICS, model)
    for _ in range(ROUNDS):
        images = 0

        def bare() -> None:
            nonlocal images
            images = forward(model, 2 * len(found))

        seconds = timed(model.device, bare)
        rates.setdefault("forward", []).append(images / seconds)
        for name, metrics in SETS.items():
            some = found[: max(8, looped // 3)]
            seconds = timed(model.device, lambda metrics=metrics: batched(found, metrics, model, workers))
            rates.setdefault(name, []).append(2 * len(found) / seconds)
            seconds = timed(model.device, lambda metrics=metrics, some=some: one_by_one(some, metrics, model))
            rates.setdefault(f"loop: {name}", []).append(2 * len(some) / seconds)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    shares = {name: medians[name] / medians["forward"] for name in SETS if "clip" in name}
    times = {name: medians[name] / medians[f"loop: {name}"] for name in SETS}
    return {"images_per_s": medians, "rounds": rates, "share_of_forward": shares, "times_the_loop": times}


def main() -> None:
    """Print the numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="ViT-L-14")
    parser.add_argument("--weights", help="a file or a tag in the local cache; random if left out")
    parser.add_argument("--pairs", type=int, default=1920)
    parser.add_argument("--distinct", type=int, default=240, help="distinct pairs; the rest repeats them")
    parser.add_argument("--looped", type=int, default=48, help="pairs of a round of the plain loop")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--precisions", default="float32,bfloat16")
    options = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    before = machine()
    some = pairs(options.distinct, options.workers)
    print(f"{len(some)} pairs drawn", file=sys.stderr, flush=True)
    result: dict[str, Any] = {
        "machine": before,
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
        "torch": torch.__version__,
        "model": options.model,
        "weights": options.weights or "random",
        "pairs": options.pairs,
        "distinct_pairs": len(some),
        "workers": options.workers,
    }
    model = encoder(options.model, options.weights, device, "float32")
    result["agreement"] = agreement(some, batched(some, PICTURES, model, options.workers))
    print(json.dumps(result["agreement"]), file=sys.stderr, flush=True)
    for precision in options.precisions.split(","):
        model = encoder(options.model, options.weights, device, precision)
        print(f"{precision} loaded", file=sys.stderr, flush=True)
        result[precision] = {
            "clip_largest_difference": clip_agreement(some[:64], model),
            "ms_per_pair": stages(some, model),
            **speeds(repeated(some, options.pairs), model, options.workers, options.looped),
        }
        print(json.dumps(result[precision]), file=sys.stderr, flush=True)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
