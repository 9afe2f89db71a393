"""Choose which figures of a task to run: by subject, and a balanced part of them for `--limit`."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from stem2code_eval.data.rows import Heading
from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_json
from stem2code_eval.registry import did_you_mean


def select(
    rows: Sequence[Heading], subjects: Collection[str] | None = None, limit: int | None = None, seed: int = 0
) -> list[Heading]:
    """Return the chosen rows in their first order.

    Args:
        rows: all rows of a split.
        subjects: keep only these subjects; None or empty keeps all.
        limit: keep at most this many, taken from the subjects in turn and at random within each, so that a
            small part covers all subjects. The choice for a limit is contained in that for any larger one.
        seed: which random choice.

    Raises:
        UserError: a subject that no row has, or a limit below 1.
    """
    kept = _of_subjects(rows, subjects)
    if limit is None:
        return kept
    if limit < 1:
        raise UserError(f"--limit is {limit}; it needs to be at least 1.")
    chosen = {row.id for row in _in_turn(kept, seed)[:limit]}
    return [row for row in kept if row.id in chosen]


def _of_subjects(rows: Sequence[Heading], subjects: Collection[str] | None) -> list[Heading]:
    if not subjects:
        return list(rows)
    known = sorted({row.subject for row in rows})
    for subject in subjects:
        if subject not in known:
            raise UserError(f'No figure has the subject "{subject}".' + did_you_mean(subject, known))
    return [row for row in rows if row.subject in subjects]


def _in_turn(rows: Sequence[Heading], seed: int) -> list[Heading]:
    by_subject: dict[str, list[Heading]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: sha256_json([seed, row.subject, row.id])):
        by_subject[row.subject].append(row)
    order = sorted(by_subject, key=lambda subject: sha256_json([seed, subject]))
    rounds = max(map(len, by_subject.values()), default=0)
    return [by_subject[subject][turn] for turn in range(rounds) for subject in order if turn < len(by_subject[subject])]
