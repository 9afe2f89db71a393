"""A task: the figures, the question asked about each, and the metrics."""

import os
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from stem2code_eval.data.catalogue import task_folder
from stem2code_eval.data.entries import Entries
from stem2code_eval.data.resolve import BROKEN, Entry, resolve
from stem2code_eval.data.rows import Row, RowFile
from stem2code_eval.data.sample import Sample
from stem2code_eval.data.select import select
from stem2code_eval.data.taskfile import read_task_file
from stem2code_eval.hashing import sha256_text, sha256_texts

_ROWS_AT_ONCE = 256
"""Rows that are looked at side by side and held meanwhile."""


@dataclass(frozen=True, slots=True)
class Task:
    """The figures of one run, in dataset order, with everything that is asked about them."""

    name: str
    version: str
    split: str | None
    prompt: str
    metrics: tuple[str, ...]
    """The task's own choice; a run may name others."""
    entries: Entries
    """One for every chosen row, usable or not; their number is the denominator of every mean."""

    @property
    def samples(self) -> Iterator[Sample]:
        """The usable figures, in order."""
        return (entry.sample for entry in self.entries if entry.sample is not None)

    @property
    def problems(self) -> list[str]:
        """A sentence for every row that cannot be used."""
        return self.entries.problems

    @property
    def broken(self) -> list[int]:
        """The positions of the rows that cannot be used."""
        return self.entries.broken

    @property
    def prompt_hash(self) -> str:
        """SHA-256 of the prompt text."""
        return sha256_text(self.prompt)

    @property
    def dataset_hash(self) -> str:
        """Hash of the content of all entries, in order."""
        return self.dataset_hash_without(())

    def dataset_hash_without(self, positions: Collection[int]) -> str:
        """Return the dataset hash as if the entries at `positions` could not be used.

        A run that met broken rows is the same run after they were mended: its dataset hash then equals this
        one of the positions that were broken.
        """
        left_out = frozenset(positions)
        hashes = enumerate(self.entries.content_hashes)
        return sha256_texts(BROKEN if at in left_out else found for at, found in hashes)


def load_task(
    task: str,
    split: str | None = None,
    subjects: Collection[str] | None = None,
    limit: int | None = None,
    seed: int = 0,
) -> Task:
    """Load a task by name or folder.

    Args:
        task: a shipped task, a plug-in's task, or the path of a folder with `samples.jsonl` or `task.yaml`.
        split: which split; None takes the task's default.
        subjects: keep only these subjects.
        limit: keep at most this many figures, balanced over the subjects (see `select`).
        seed: which random choice `limit` makes.

    Raises:
        UserError: the task, split or a subject is unknown, the samples file cannot be read, or an id is used
            twice. A single broken row raises nothing: it becomes an entry with a `problem`.
    """
    folder = task_folder(task)
    about = read_task_file(folder)
    split_name, path = about.split_file(folder, split)
    rows = RowFile(path)
    chosen = select(rows.headings(), subjects, limit, seed)
    places = [heading.place for heading in chosen]
    return Task(
        name=about.name or folder.resolve().name,
        version=about.version,
        split=split_name,
        prompt=about.prompt_text(folder),
        metrics=about.metrics,
        entries=Entries(rows, folder, zip(_resolve_all(rows.rows(places), folder), places, strict=True)),
    )


def _resolve_all(rows: Iterator[Row], folder: Path) -> Iterator[Entry]:
    """Resolve rows in threads: reading, hashing and decoding pictures let other threads run."""
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            yield from pool.map(partial(resolve, folder=folder), some)
