"""Do the metrics agree with judgement? Spearman's correlation with blind ratings of redrawn exam figures.

    cd benchmarks && python -m validity.ratings FOLDER [--sandbox NAME] [--keep FOLDER] [--output FILE]

FOLDER holds `samples.jsonl` (`id`, `reference_code`) and `rated_pairs.jsonl` (`id`, `kind`, `code`, `rating` with
`total`). Element metrics compare with the reference program's figure. Prints one JSON object.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from scipy.stats import spearmanr

from stem2code_eval.render.batch import render_all
from validity.kept import open_kept
from validity.publish import publish
from validity.statistics import METRICS
from validity.study import WORKERS, Drawn, scores

BAR = 0.80


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> int:
    """Draw, score, correlate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sandbox", default="bubblewrap")
    parser.add_argument("--keep", type=Path, help="a folder that holds what was drawn from one run to the next")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    references = {row["id"]: row["reference_code"] for row in rows(options.folder / "samples.jsonl")}
    rated = rows(options.folder / "rated_pairs.jsonl")
    programs = {Path("reference", name): program for name, program in references.items()}
    programs |= {Path("rated", str(number)): row["code"] for number, row in enumerate(rated)}
    with open_kept(options.sandbox, WORKERS, options.keep) as renderer:
        drawn = dict(render_all(renderer, programs))
    pairs, totals = [], []
    for number, row in enumerate(rated):
        one, other = drawn[Path("reference", row["id"])], drawn[Path("rated", str(number))]
        if one.png is not None:
            pair = (one.png, one.elements), (other.png, other.elements)
            pairs.append(Drawn(row["id"], row["kind"], None, *pair))
            totals.append(row["rating"]["total"])
    with ProcessPoolExecutor(WORKERS) as pool:
        found = list(pool.map(scores, pairs, chunksize=4))
    report: dict[str, Any] = {"pairs": len(pairs), "bar": BAR, "spearman": {}}
    for name in METRICS:
        known = [(each[name], total) for each, total in zip(found, totals, strict=True) if each.get(name) is not None]
        report["spearman"][name] = {"n": len(known), "rho": round(float(spearmanr(known)[0]), 3)}
    publish(report, options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
