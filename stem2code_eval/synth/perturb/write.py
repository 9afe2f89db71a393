"""What `stem2code-eval data corrupt` does: the variants of a program as files, with a row for each."""

import json
from collections.abc import Collection
from pathlib import Path

from stem2code_eval.data.files import replace_file
from stem2code_eval.errors import UserError
from stem2code_eval.registry import did_you_mean
from stem2code_eval.synth.perturb.corruptions import CORRUPTIONS, corruptions
from stem2code_eval.synth.perturb.equivalents import EQUIVALENTS, equivalents
from stem2code_eval.synth.perturb.variant import Variant

ROWS = "variants.jsonl"


def write_variants(program: Path, out: Path, seed: int = 0, kinds: Collection[str] | None = None) -> str:
    """Write a program's equivalents and corruptions into a folder and return what to tell the user.

    Each variant is a file `<kind>.py` or `<kind>-<grade>.py`; `variants.jsonl` has a row for each with `file`, `kind`,
    `class` ("equivalent" or "corruption"), `grade` (1-5, or null) and `what`. Nothing is run.

    Args:
        program: a Python file.
        out: the folder, made if need be.
        seed: chooses what is damaged.
        kinds: only these; None for all.

    Raises:
        UserError: the program cannot be read or does not parse, or a kind is unknown.
    """
    known = [*EQUIVALENTS, *CORRUPTIONS]
    for kind in kinds or ():
        if kind not in known:
            raise UserError(f'Unknown kind of variant "{kind}".' + did_you_mean(kind, known))
    text = _read(program)
    variants = [*equivalents(text, seed), *corruptions(text, seed)]
    wanted = [variant for variant in variants if not kinds or variant.kind in kinds]
    out.mkdir(parents=True, exist_ok=True)
    for variant in wanted:
        replace_file(out / _file_name(variant), [variant.program.encode("utf-8")])
    replace_file(
        out / ROWS, [json.dumps(_row(variant), ensure_ascii=False).encode("utf-8") + b"\n" for variant in wanted]
    )
    equal = sum(variant.grade is None for variant in wanted)
    return f"Wrote {equal} equivalents and {len(wanted) - equal} corruptions of {program} to {out}."


def _read(program: Path) -> str:
    try:
        return program.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"Cannot read the program {program}: {error}.") from error


def _file_name(variant: Variant) -> str:
    return f"{variant.kind}.py" if variant.grade is None else f"{variant.kind}-{variant.grade}.py"


def _row(variant: Variant) -> dict[str, str | int | None]:
    return {
        "file": _file_name(variant),
        "kind": variant.kind,
        "class": "equivalent" if variant.grade is None else "corruption",
        "grade": variant.grade,
        "what": variant.what,
    }
