"""Pairs of pictures as an evaluation meets them: references of `v1`, and damaged, reformatted and equal redrawings."""

import io
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir
from tempfile import TemporaryDirectory

from stem2code_eval.synth.perturb.corruptions import corruptions
from ways.programs import references

Pair = tuple[bytes, bytes]
RESOLUTIONS = (100, 150, 200)
"""Pixels per inch of candidates; references have 150."""


def pairs(count: int, workers: int) -> list[Pair]:
    """Return pairs of PNG files; one in eight candidates is another figure, one in eight the same file."""
    with ProcessPoolExecutor(workers) as pool:
        drawn = list(pool.map(_drawn, enumerate(references(count)), chunksize=4))
    found: list[Pair] = []
    for at, (reference, damaged) in enumerate(drawn):
        candidates = {3: reference, 7: drawn[at - 1][0]}
        found.append((reference, candidates.get(at % 8, damaged or reference)))
    return found


def _drawn(numbered: tuple[int, str]) -> tuple[bytes, bytes | None]:
    """Draw a program, ours and therefore trusted, and a damaged version of it, None where that cannot be drawn."""
    number, program = numbered
    chance = random.Random(number)
    damaged = chance.choice(corruptions(program, number)).program
    try:
        return _png(program, 150), _png(damaged, chance.choice(RESOLUTIONS))
    except (ValueError, IndexError, AttributeError, TypeError):
        return _png(program, 150), None


def _png(program: str, dpi: int) -> bytes:
    import matplotlib

    matplotlib.use("Agg")
    import warnings

    from matplotlib import pyplot

    pyplot.close("all")
    target = io.BytesIO()
    with TemporaryDirectory() as folder, chdir(folder), warnings.catch_warnings(action="ignore"):
        exec(program, {"__name__": "__main__"})
        pyplot.gcf().savefig(target, format="png", dpi=dpi)
    return target.getvalue()


def repeated(found: Sequence[Pair], count: int) -> list[Pair]:
    """Return `count` pairs, the found ones again and again."""
    return [found[at % len(found)] for at in range(count)]
