"""Does the recorder see what matplotlib draws? On matplotlib's own figure tests, which nobody here wrote.

    cd benchmarks && python -m validity.tracer [--sandbox NAME] [--only PART] [--share N] [--cost N] [--cost-only]

Every program is drawn in the sandbox with its elements noted. Told are: outcomes and figures without elements; the ink
F1 of the elements, drawn again, and the picture; the scores of the two figures of a pair, which matplotlib's own
tests hold to be the same picture; and what noting adds to drawing, on N programs. Prints one JSON object.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from stem2code_eval.figure.elements.redraw import redraw_agreement
from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.batch import render_all
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.launchers.common import runner_environment
from stem2code_eval.render.provision import find_environment
from stem2code_eval.render.types import Rendering, RenderSettings
from stem2code_eval.resources import sandbox_folder
from validity.drawing import WORKERS, Drawable, file_name
from validity.matplotlib_tests import figures, packages_folder

METRICS = ("elements", "reconstruction")
BARS = {"agreement_median": 0.95, "pair_score": 95.0, "cost_median": 0.60}
WORST = 20
DRIVER = Path(__file__).with_name("recording_cost.py")


def pair_scores(reference: Rendering, candidate: Rendering) -> Mapping[str, float | None]:
    """Return the scores of a candidate's rendering against the reference's, 0-100, by metric."""
    pictures = reference.png or b"", candidate.png
    return score_pair(*pictures, METRICS, elements=(reference.elements, candidate.elements)).metrics


def spread(values: Mapping[str, float], lowest_first: bool = True) -> dict[str, Any]:
    """Return median and quantiles of named numbers, and the names of the worst."""
    if not values:
        return {"count": 0}
    numbers = np.asarray(list(values.values()))
    shares = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
    ranked = sorted(values, key=lambda name: values[name] if lowest_first else -values[name])
    return {
        "count": len(values),
        "quantiles": {f"{share:g}": round(float(np.quantile(numbers, share)), 4) for share in shares},
        "worst": {name: round(values[name], 4) for name in ranked[:WORST]},
    }


def trace(found: Sequence[Drawable], sandbox: str) -> dict[str, Any]:
    """Draw every program, compare its elements with its picture, and the two figures of every pair; as JSON."""
    outcomes: Counter[str] = Counter()
    without: list[str] = []
    agreement: dict[str, float] = {}
    scores: dict[str, dict[str, float]] = {f"{metric}{kind}": {} for metric in METRICS for kind in ("", "_same_pixels")}
    waiting: dict[str, Rendering] = {}
    programs = {Path(file_name(figure, ".py")): figure.program for figure in found}
    with open_renderer(sandbox, workers=WORKERS, say=lambda line: None) as renderer:
        for figure, (file, rendering) in zip(found, render_all(renderer, programs), strict=True):
            outcomes[rendering.outcome] += 1
            if rendering.outcome is not Outcome.OK or rendering.png is None:
                continue
            if rendering.elements is None:
                without.append(file.stem)
                continue
            agreement[file.stem] = redraw_agreement(rendering.elements, rendering.png)
            other = waiting.pop(figure.name, None)
            if figure.role != "image" and other is None:
                waiting[figure.name] = rendering
            elif other is not None:
                _note(scores, figure.name, other, rendering)
    return {
        "outcomes": dict(outcomes),
        "without_elements": without,
        "agreement": spread(agreement),
        "agreement_share_over_bar": _share(agreement, BARS["agreement_median"]),
        "pairs": {name: spread(each) | _over_bar(each) for name, each in scores.items()},
    }


def _note(scores: dict[str, dict[str, float]], name: str, test: Rendering, reference: Rendering) -> None:
    same = test.png == reference.png
    for metric, value in pair_scores(reference, test).items():
        if value is not None:
            scores[metric][name] = value
            if same:
                scores[f"{metric}_same_pixels"][name] = value


def _share(values: Mapping[str, float], bar: float) -> float | None:
    return round(sum(value >= bar for value in values.values()) / len(values), 4) if values else None


def _over_bar(values: Mapping[str, float]) -> dict[str, float | None]:
    return {"share_over_bar": _share(values, BARS["pair_score"])}


def recording_cost(found: Sequence[Drawable]) -> dict[str, Any]:
    """Return what noting adds to drawing, as a share of drawing, over the given programs."""
    environment = find_environment()
    if environment is None:
        raise SystemExit("the renderer's environment is not built: stem2code-eval doctor --build")
    sandbox = sandbox_folder()
    settings = [str(sandbox), str(RenderSettings().dpi), str(sandbox / "fonts.toml")]
    given = json.dumps([figure.program for figure in found])
    done = subprocess.run(
        [str(environment.python), "-s", str(DRIVER), *settings],
        input=given, capture_output=True, text=True, check=True, env=runner_environment("/tmp"),
    )  # fmt: skip
    times = {file_name(figure, ""): each for figure, each in zip(found, json.loads(done.stdout), strict=True) if each}
    added = {name: recorded / plain - 1 for name, (plain, recorded) in times.items()}
    summed = np.sum(list(times.values()), axis=0)
    return {"added": spread(added, lowest_first=False), "added_in_sum": round(float(summed[1] / summed[0] - 1), 4)}


def main() -> int:
    """Draw, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sandbox", default="bubblewrap")
    parser.add_argument("--only", default="", help="programs whose name has this in it")
    parser.add_argument("--share", type=int, default=1, help="one program in so many, told by its name")
    parser.add_argument("--cost", type=int, default=200, help="programs on which the cost is measured")
    parser.add_argument("--cost-only", action="store_true", help="measure the cost, and nothing else")
    options = parser.parse_args()
    found = [
        each
        for each in figures(packages_folder())
        if options.only in each.name and crc32(each.name.encode()) % options.share == 0
    ]
    every = max(1, len(found) // options.cost) if options.cost else 0
    report: dict[str, Any] = {"bars": BARS, "programs": len(found)}
    if not options.cost_only:
        report |= trace(found, options.sandbox)
    if every:
        report["cost"] = recording_cost(found[::every])
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
