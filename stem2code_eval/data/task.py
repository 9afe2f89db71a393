"""A task: the figures, the question asked about each, and the metrics."""

import os
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from stem2code_eval.data.catalogue import task_folder
from stem2code_eval.data.resolve import Entry, resolve
from stem2code_eval.data.rows import Row, read_rows
from stem2code_eval.data.sample import Sample
from stem2code_eval.data.select import select
from stem2code_eval.data.taskfile import read_task_file
from stem2code_eval.hashing import sha256_json, sha256_text


@dataclass(frozen=True, slots=True)
class Task:
    """The figures of one run, in dataset order, with everything that is asked about them."""

    name: str
    version: str
    split: str | None
    prompt: str
    metrics: tuple[str, ...]
    """The task's own choice; a run may name others."""
    entries: tuple[Entry, ...]
    """One for every chosen row, usable or not; their number is the denominator of every mean."""

    @property
    def samples(self) -> Iterator[Sample]:
        """The usable figures, in order."""
        return (entry.sample for entry in self.entries if entry.sample is not None)

    @property
    def problems(self) -> list[str]:
        """A sentence for every row that cannot be used."""
        return [entry.problem for entry in self.entries if entry.problem is not None]

    @property
    def broken(self) -> list[int]:
        """The positions of the rows that cannot be used."""
        return [position for position, entry in enumerate(self.entries) if entry.sample is None]

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
        return sha256_json(
            ["broken" if at in left_out else entry.content_hash for at, entry in enumerate(self.entries)]
        )


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
    rows = select(read_rows(path), subjects, limit, seed)
    return Task(
        name=about.name or folder.resolve().name,
        version=about.version,
        split=split_name,
        prompt=about.prompt_text(folder),
        metrics=about.metrics,
        entries=tuple(_resolve_all(rows, folder)),
    )


def _resolve_all(rows: list[Row], folder: Path) -> Iterator[Entry]:
    """Resolve many rows at once in threads: reading, hashing and decoding pictures let other threads run."""
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        yield from pool.map(partial(resolve, folder=folder), rows)
