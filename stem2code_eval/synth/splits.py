"""Splits of generated figures: the frozen public one, and unseen ones drawn from a secret.

A frozen row names its family and seed and holds the hash of the program they gave; loading draws the figure
up again and refuses it when the family's code has changed (see `stem2code_eval.data.resolve`). A private
split has seeds that follow from a secret by HMAC-SHA256, so that nobody without the secret can foresee or
find them.
"""

import hmac
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_text
from stem2code_eval.synth.catalogue import all_families
from stem2code_eval.synth.family import LEVELS, Family, SynthFigure

V1_SEEDS = range(5)
MIN_SECRET_BYTES = 16
_SEED_BYTES = 8
"""Seeds have 64 bits, so that trying all of them is out of reach."""
_TRIES = 64
"""A family that gives known programs this often in a row has no more figures to give."""


def freeze_v1(seeds: Iterable[int] = V1_SEEDS) -> list[dict[str, Any]]:
    """Return the rows of the public split: every family, sorted by name, with every seed.

    A row holds `id`, `family`, `seed`, `subject`, `level` and `program_sha256`. Where a seed gives a program that is
    there already, the next seed of the same level stands in for it.

    Raises:
        UserError: a family has too few different figures.
    """
    kept = list(seeds)
    taken: set[str] = set()
    return [_frozen_row(_first_new(family, seed, taken)) for family in all_families().values() for seed in kept]


def private_figures(secret: bytes, size: int, known: Collection[str] = ()) -> Iterator[SynthFigure]:
    """Yield `size` figures that follow from the secret, no program twice, the families in turn.

    Args:
        secret: at least `MIN_SECRET_BYTES` random bytes. Equal secrets give equal figures, and more of them
            for a larger size.
        size: how many.
        known: program hashes that must not come up, such as those of the public split.

    Raises:
        UserError: the secret is too short, the size is below 1, or the families have too few different
            figures.
    """
    if len(secret) < MIN_SECRET_BYTES:
        raise UserError(f"The secret has {len(secret)} bytes; it needs at least {MIN_SECRET_BYTES} random ones.")
    if size < 1:
        raise UserError(f"The size is {size}; it needs to be at least 1.")
    taken = set(known)
    sources = [_unseen(secret, name, taken) for name in _order(secret)]
    made = 0
    while sources:
        for source in list(sources):
            figure = next(source, None)
            if figure is None:
                sources.remove(source)
                continue
            yield figure
            made += 1
            if made == size:
                return
    raise UserError(f"The families have only {made} figures that differ, fewer than {size}; ask for fewer.")


def derive(secret: bytes, *purpose: str) -> bytes:
    """Return 32 bytes that follow from the secret and the purpose, and tell nothing about other purposes."""
    message = "\0".join(("stem2code-eval/private-split/v1", *purpose))
    return hmac.digest(secret, message.encode("utf-8"), "sha256")


def _first_new(family: Family, seed: int, taken: set[str]) -> SynthFigure:
    for candidate in range(seed, seed + _TRIES * len(LEVELS), len(LEVELS)):
        figure = family.figure(candidate)
        digest = sha256_text(figure.program)
        if digest not in taken:
            taken.add(digest)
            return figure
    raise UserError(f'The family "{family.name}" has too few different figures; vary it more.')


def _frozen_row(figure: SynthFigure) -> dict[str, Any]:
    return {
        "id": f"{figure.family}-{figure.seed}",
        "family": figure.family,
        "seed": figure.seed,
        "subject": figure.subject,
        "level": figure.level,
        "program_sha256": sha256_text(figure.program),
    }


def _order(secret: bytes) -> list[str]:
    """Return the families in an order that only the secret tells, so nobody can foresee a small split."""
    return sorted(all_families(), key=lambda name: derive(secret, "order", name))


def _unseen(secret: bytes, family: str, taken: set[str]) -> Iterator[SynthFigure]:
    drawn_up = all_families()[family]
    index = misses = 0
    while misses < _TRIES:
        seed = int.from_bytes(derive(secret, "seed", family, str(index))[:_SEED_BYTES], "big")
        figure = drawn_up.figure(seed)
        index += 1
        digest = sha256_text(figure.program)
        if digest in taken:
            misses += 1
            continue
        misses = 0
        taken.add(digest)
        yield figure
