"""What does another figure score? Every family against another figure of its own, and against another family.

    cd benchmarks && python -m validity.other_figures [--sandbox NAME] [--output FILE]

Prints one JSON object: medians and maxima per metric.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from stem2code_eval.render.batch import render_all
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.synth.catalogue import all_families
from stem2code_eval.synth.family import LEVELS
from validity.figures import SEED
from validity.publish import publish
from validity.statistics import METRICS
from validity.study import WORKERS, Drawn, scores

SAME_FAMILY = "another figure of the family"
OTHER_FAMILY = "a figure of another family"


def main() -> int:
    """Draw, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sandbox", default="bubblewrap")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    families = all_families()
    programs = {Path(name, "one"): family.figure(SEED).program for name, family in families.items()}
    programs |= {Path(name, "two"): family.figure(SEED + len(LEVELS)).program for name, family in families.items()}
    with open_renderer(options.sandbox, workers=WORKERS, say=lambda line: None) as renderer:
        drawn = dict(render_all(renderer, programs))
    figures = {path: (each.png, each.elements) for path, each in drawn.items() if each.png is not None}
    names = list(families)
    pairs = []
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        reference = figures[Path(name, "one")]
        pairs.append(Drawn(name, SAME_FAMILY, None, reference, figures[Path(name, "two")]))
        pairs.append(Drawn(name, OTHER_FAMILY, None, reference, figures[Path(other, "one")]))
    with ProcessPoolExecutor(WORKERS) as pool:
        found = list(pool.map(scores, pairs, chunksize=4))
    report: dict[str, Any] = {"families": len(names)}
    for kind in (SAME_FAMILY, OTHER_FAMILY):
        report[kind] = {}
        for metric in METRICS:
            values = [each[metric] for pair, each in zip(pairs, found, strict=True) if pair.kind == kind]
            known = [value for value in values if value is not None]
            report[kind][metric] = {"median": round(float(np.median(known)), 1), "highest": round(max(known), 1)}
    publish(report, options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
