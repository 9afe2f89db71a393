"""Write an unseen split as a task folder, and commit to it before anyone sees it.

The commitment is the SHA-256 of a canonical description: a domain name, a salt that follows from the
secret, and the hash of the dataset. Publishing it fixes the figures and tells nothing about them; showing
the secret and the folder later lets anyone check.
"""

import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from stem2code_eval.data.files import replace_file
from stem2code_eval.data.task import Task, load_task
from stem2code_eval.data.taskfile import SAMPLES_FILE, TASK_FILE
from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_json
from stem2code_eval.metrics.registry import DEFAULT_METRICS
from stem2code_eval.synth.family import SynthFigure
from stem2code_eval.synth.splits import derive, private_figures

COMMITMENT_DOMAIN = "stem2code-eval/private-split/commitment/v1"
PUBLIC_TASK = "stem_figures"


def read_secret(path: Path) -> bytes:
    """Return the secret in a file, without white space at its ends.

    Raises:
        UserError: the file cannot be read.
    """
    try:
        return path.read_bytes().strip()
    except OSError as error:
        raise UserError(
            f"Cannot read the secret {path}: {error.strerror}. Make one with: openssl rand -hex 32 > {path}"
        ) from error


def write_private_split(secret: bytes, size: int, folder: Path) -> str:
    """Write `size` unseen figures as a task folder and return the commitment to them.

    Args:
        secret: see `private_figures`.
        size: how many figures.
        folder: new or empty; `--task` takes it afterwards.

    Raises:
        UserError: the folder holds something, or the secret or the size cannot be used.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder} is not empty; name a new folder.")
    rows = list(_rows(private_figures(secret, size, _public_programs())))
    about = {
        "name": f"{PUBLIC_TASK}_private",
        "version": "1",
        "summary": "An unseen split of generated STEM figures.",
        "metrics": list(DEFAULT_METRICS),
    }
    folder.mkdir(parents=True, exist_ok=True)
    replace_file(folder / TASK_FILE, [yaml.safe_dump(about, sort_keys=False).encode("utf-8")])
    replace_file(folder / SAMPLES_FILE, (_line(row) for row in rows))
    return commitment(secret, load_task(str(folder.resolve())))


def commitment(secret: bytes, task: Task) -> str:
    """Return the commitment to the figures of `task`, as 64 hex digits."""
    return sha256_json(
        {
            "domain": COMMITMENT_DOMAIN,
            "salt": derive(secret, "salt").hex(),
            "dataset_hash": task.dataset_hash,
        }
    )


def is_committed(secret: bytes, task: Task, published: str) -> bool:
    """Return whether `published` is the commitment to exactly these figures under this secret."""
    return hmac.compare_digest(commitment(secret, task), published.strip().lower())


def _public_programs() -> set[str]:
    return {
        entry.sample.extra["program_sha256"] for entry in load_task(PUBLIC_TASK).entries if entry.sample is not None
    }


def _rows(figures: Iterator[SynthFigure]) -> Iterator[dict[str, Any]]:
    for number, figure in enumerate(figures, 1):
        yield {
            "id": f"private-{number:05d}",
            "subject": figure.subject,
            "level": figure.level,
            "source": figure.family,
            "reference_code": figure.program,
            "facts": figure.facts,
        }


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"
