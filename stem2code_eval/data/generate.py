"""What `stem2code-eval data generate` does."""

import json
from pathlib import Path

from stem2code_eval.data.files import replace_file
from stem2code_eval.data.private import read_secret, write_private_split
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
