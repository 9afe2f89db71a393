"""What `stem2code-eval data generate` and `data check` do."""

import json
from collections import Counter
from pathlib import Path

from stem2code_eval.data.files import replace_file
from stem2code_eval.data.private import is_committed, read_secret, write_private_split
from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError
from stem2code_eval.registry import did_you_mean
from stem2code_eval.synth.splits import freeze_v1

SPLITS = ("private", "v1")


def generate(split: str, out: Path, secret_file: Path | None, size: int) -> str:
    """Write a split and return what to tell the user.

    Args:
        split: `private`, or `v1`, which writes the frozen rows of the public split anew.
        out: a new folder for `private`, a file for `v1`.
        secret_file: for `private`.
        size: how many figures; for `private`.

    Raises:
        UserError: an unknown split, a missing or short secret, or a folder that is not empty.
    """
    if split == "v1":
        rows = freeze_v1()
        replace_file(out, (json.dumps(row).encode("ascii") + b"\n" for row in rows))
        return f"Wrote {len(rows)} frozen rows to {out}."
    if split != "private":
        raise UserError(f'Unknown split "{split}".' + did_you_mean(split, list(SPLITS)))
    if secret_file is None:
        raise UserError("A private split needs --secret-file; make one with: openssl rand -hex 32 > secret")
    published = write_private_split(read_secret(secret_file), size, out)
    return (
        f"Wrote {size} figures to {out}; use them with --task {out}.\n"
        f"Commitment, to be published first: {published}\n"
        f"To verify it later: stem2code-eval data check {out} --commitment {published} "
        f"--secret-file {secret_file}"
    )


def check(task: str, split: str | None, commitment: str | None, secret_file: Path | None) -> tuple[list[str], bool]:
    """Return what was found in a task, a line each, and whether all of it is as it must be.

    Raises:
        UserError: the task cannot be loaded at all, or of commitment and secret only one is given.
    """
    if (commitment is None) != (secret_file is None):
        raise UserError("--commitment and --secret-file go together; give both or neither.")
    loaded = load_task(task, split)
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
