"""Do the metrics measure what they should? Equivalents and graded corruptions of figures, for every metric.

    cd benchmarks && python -m validity.study [--set NAME] [--first N] [--figures N] [--take N] [--grades 1,3,5]
        [--sandbox NAME] [--keep FOLDER] [--output FILE] [--plot FILE]

For each figure the programs of `stem2code_eval.synth.perturb` draw it in other words and damage it in five grades. A
corruption that changes nothing to be seen is dropped, and so is a rewriting whose picture is not the same, or that
changes one of the same canvas by as much as a damage has to (told from the pixels alone, `synth/perturb/visible.py`).
Told are, per metric: AUC of equivalents against corruptions, Spearman's correlation of score and grade within each kind
of damage, what equivalents and damages score, and the scores of other figures. Prints one JSON object.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.figure.decode import decode
from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.render.batch import render_all
from stem2code_eval.render.types import Rendering
from stem2code_eval.synth.perturb import corruptions, equivalents
from stem2code_eval.synth.perturb.visible import changed, same_picture
from validity.figures import SETS, Figure, chosen
from validity.kept import open_kept
from validity.publish import publish
from validity.statistics import METRICS, summary

BARS = {"auc": 0.99, "spearman": -0.95, "equivalents_over_95": 0.99, "blank": 2.0, "same_family": 60.0, "other": 20.0}
WORKERS = 2
MOVED = ("canvas_larger", "canvas_smaller", "margin", "tight_box", "line_jitter")
"""Equivalents that move ink: a corruption that looks like one of the others changed nothing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One variant of a figure, as bytes."""

    figure: str
    kind: str
    grade: int | None
    """None for an equivalent."""
    reference: tuple[bytes, bytes | None]
    """Picture and element list."""
    candidate: tuple[bytes | None, bytes | None]


def scores(drawn: Drawn) -> dict[str, float | None]:
    """Return every metric of one pair; errors as negative numbers so that more is better everywhere."""
    names = ("pixel", "ssim", "geometry", "text", "topology", "style", "elements", "reconstruction")
    found = score_pair(drawn.reference[0], drawn.candidate[0], names, elements=(drawn.reference[1], drawn.candidate[1]))
    raw, error = found.diagnostics.get("ssim_raw"), found.diagnostics.get("mse")
    return {"raw_ssim": raw, "negative_mse": None if error is None else -error, **found.metrics}


def variants(figure: Figure, grades: Sequence[int]) -> list[tuple[str, int | None, str]]:
    """Return kind, grade and program of all variants."""
    every = [*equivalents(figure.program), *corruptions(figure.program)]
    return [(each.kind, each.grade, each.program) for each in every if each.grade is None or each.grade in grades]


def draw(
    figures: Sequence[Figure], grades: Sequence[int], sandbox: str, keep: Path | None = None
) -> tuple[list[Drawn], dict[str, Any]]:
    """Draw all variants; return those that count, and how many were dropped and why.

    Args:
        figures: what is drawn.
        grades: of damage.
        sandbox: the name of a sandbox.
        keep: a folder for what is drawn, from which it is taken the next time.
    """
    kept: list[Drawn] = []
    dropped: Counter[str] = Counter()
    with open_kept(sandbox, WORKERS, keep) as renderer:
        for figure in figures:
            made = variants(figure, grades)
            programs = {Path("reference"): figure.program}
            programs |= {Path(f"{kind}-{grade}"): program for kind, grade, program in made}
            rendered = dict(render_all(renderer, programs))
            kinds = [(kind, grade) for kind, grade, _ in made]
            kept += _counted(figure.name, kinds, rendered, dropped)
    return kept, dict(dropped)


def _counted(
    name: str, kinds: Sequence[tuple[str, int | None]], rendered: Mapping[Path, Rendering], dropped: Counter[str]
) -> Iterator[Drawn]:
    own = rendered[Path("reference")]
    if own.png is None or own.elements is None:
        dropped["reference without a figure"] += 1
        return
    unchanged = {own.png: decode(own.png)}
    for kind, grade in kinds:
        each = rendered[Path(f"{kind}-{grade}")]
        if each.png is None:
            dropped[f"{each.outcome}"] += 1
            continue
        if grade is None and not same_picture(own.png, each.png):
            dropped["meant to be the same picture, but is not"] += 1
            continue
        picture = decode(each.png)
        if grade is None and kind not in MOVED and picture.shape == unchanged[own.png].shape:
            if changed(unchanged[own.png], picture):
                dropped["meant to be the same picture, but changed as by a damage"] += 1
                continue
            unchanged.setdefault(each.png, picture)
        if grade is not None and not all(changed(other, picture) for other in unchanged.values()):
            dropped["changes nothing to be seen"] += 1
            continue
        yield Drawn(name, kind, grade, (own.png, own.elements), (each.png, each.elements))


def others(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Return each figure against the next one, as a wrong answer."""
    references = {each.figure: each.reference for each in drawn}
    names = list(references)
    return [
        Drawn(one, "another figure", None, references[one], references[other])
        for one, other in zip(names, names[1:] + names[:1], strict=True)
    ]


def main() -> int:
    """Draw, score, summarise and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="held_out", choices=sorted(SETS))
    parser.add_argument("--first", type=int, default=0, help="how many of the set are passed over")
    parser.add_argument("--figures", type=int, default=20)
    parser.add_argument("--take", type=int, help="only the first so many of them")
    parser.add_argument("--grades", default="1,2,3,4,5")
    parser.add_argument("--sandbox", default="bubblewrap")
    parser.add_argument("--keep", type=Path, help="a folder that holds what was drawn from one run to the next")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    figures = chosen(options.set, options.figures, options.first)[: options.take]
    grades = [int(word) for word in options.grades.split(",")]
    drawn, dropped = draw(figures, grades, options.sandbox, options.keep)
    with ProcessPoolExecutor(WORKERS) as pool:
        scored = list(pool.map(scores, drawn, chunksize=4))
        other = list(pool.map(scores, others(drawn), chunksize=4))
    rows = [(each.figure, each.kind, each.grade, found) for each, found in zip(drawn, scored, strict=True)]
    report = {
        "set": options.set,
        "first": options.first,
        "figures": [figure.name for figure in figures],
        "grades": grades,
        "bars": BARS,
    }
    report |= {"pairs": len(rows), "dropped": dropped} | summary(rows, other)
    if options.plot:
        from validity.plots import plot

        plot(rows, METRICS, options.plot)
    publish(report, options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
