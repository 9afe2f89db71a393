"""The samples of a run, one after another, with a few being made ready at once."""

import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from stem2code_eval.pipeline.protocols import DEFAULT, Protocol
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.rows import Answer, SampleView, sample_view, shown_id
from stem2code_eval.report.text import visible

_MOST_AT_ONCE = 8
"""More threads than that wait for each other: only pictures are decoded without Python's lock."""


def samples(store: Store, metrics: Sequence[str], protocol: Protocol = DEFAULT) -> Iterator[SampleView]:
    """Yield each sample of which the run folder knows, in the run's order; only a few are in memory at a time.

    Samples that a run has begun and not ended come last.

    Args:
        store: an open run folder.
        metrics: the names of the scores to show, in order.
        protocol: of the run; it may add averages.

    Raises:
        UserError: a row holds values of other types than a run writes.
    """
    at_once = min(len(os.sched_getaffinity(0)), _MOST_AT_ONCE)
    waiting: deque[Future[SampleView]] = deque()
    with ThreadPoolExecutor(at_once) as pool:
        for place, (answer, key) in enumerate(_named(_known(store)), 1):
            waiting.append(pool.submit(sample_view, store, protocol, place, key, answer, metrics))
            if len(waiting) > at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _known(store: Store) -> list[Answer]:
    known = dict.fromkeys(store.scores.names())
    for names in (store.renders.names(), store.responses.names()):
        known.update(dict.fromkeys(names))
    begun = {sample for sample, _ in known}
    known.update(dict.fromkeys((sample, None) for sample in store.references.ids() if sample not in begun))
    return list(known)


def _named(answers: Sequence[Answer]) -> Iterator[tuple[Answer, str]]:
    """Yield answers with what addresses call them: as they are shown, with a number where two look the same."""
    met: Counter[str] = Counter()
    for answer in answers:
        key = visible(shown_id(answer))
        met[key] += 1
        yield answer, key if met[key] == 1 else f"{key} ({met[key]})"
