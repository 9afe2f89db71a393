"""What `stem2code-eval data check` does with a task's rows; its programs are run by `pipeline/reference_check.py`."""

from collections import Counter
from pathlib import Path

from stem2code_eval.data.private import is_committed, read_secret
from stem2code_eval.data.task import Task
from stem2code_eval.errors import UserError


def check(loaded: Task, commitment: str | None, secret_file: Path | None) -> tuple[list[str], bool]:
    """Return what was found in a task, a line each, and whether all of it is as it must be.

    Raises:
        UserError: of commitment and secret only one is given.
    """
    if (commitment is None) != (secret_file is None):
        raise UserError("--commitment and --secret-file go together; give both or neither.")
    problems = loaded.problems
    subjects = Counter(entry.subject for entry in loaded.entries)
    lines = [
        *problems,
        f"{len(loaded.entries)} figures, {len(problems)} of them cannot be used.",
        "subjects: " + ", ".join(f"{name} {number}" for name, number in sorted(subjects.items())),
        f"dataset hash: {loaded.dataset_hash}",
    ]
    sound = not problems
    if commitment is not None and secret_file is not None:
        matches = is_committed(read_secret(secret_file), loaded, commitment)
        lines.append(f"commitment: {'matches' if matches else 'DOES NOT MATCH these figures and this secret'}")
        sound = sound and matches
    return lines, sound
