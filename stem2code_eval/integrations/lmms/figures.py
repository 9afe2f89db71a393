"""The figures of a task as lmms-eval reads them: a parquet file, made here and named by the hash of its content.

The path of the file is part of a task's configuration in lmms-eval, and so of the key of every answer in its cache,
which hashes the prompt and never the picture: when a picture changes, the path does, and no old answer is used again.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.data.sample import Sample
from stem2code_eval.data.task import Task
from stem2code_eval.hashing import sha256_json
from stem2code_eval.pipeline.records import ReferenceRow
from stem2code_eval.pipeline.store import Store

SPLIT = "test"
_FORMAT = 1
_NAME_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures that can be shown, in dataset order, with the folder that holds their pictures."""

    task: Task
    store: Store
    references: Sequence[ReferenceRow]

    @property
    def content_hash(self) -> str:
        """Hash of everything that the file says, above all the bytes of the pictures."""
        return sha256_json([_FORMAT, self._columns()])

    def write(self) -> Path:
        """Return the parquet file, written now if it is not there."""
        path = self.store.root / f"{self.content_hash[:_NAME_DIGITS]}.parquet"
        if not path.exists():
            pictures = (self.store.blobs.path(row.image).read_bytes() for row in self.references)
            rows = zip(self._columns(), pictures, strict=True)
            _write(path, [{**columns, "image": {"bytes": data, "path": None}} for columns, data in rows])
        return path

    def _columns(self) -> list[dict[str, Any]]:
        samples = {sample.id: sample for sample in self.task.samples}
        return [self._of(row, samples[row.id]) for row in self.references]

    def _of(self, row: ReferenceRow, sample: Sample) -> dict[str, Any]:
        return {
            "id": row.id,
            "task": self.task.name,
            "prompt": self.task.prompt,
            "image_sha256": row.image_sha256,
            "subject": sample.subject,
            "level": sample.level,
            "source": sample.source,
        }


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    import datasets

    text = datasets.Value("string")
    features = datasets.Features(
        {
            **dict.fromkeys(("id", "task", "prompt", "image_sha256", "subject", "source"), text),
            "level": datasets.Value("int64"),
            "image": datasets.Image(),
        }
    )
    whole = datasets.Dataset.from_list(list(rows), features=features)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    whole.to_parquet(unfinished)
    os.replace(unfinished, path)
