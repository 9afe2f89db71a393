"""The hostile and awkward programs, each with the outcome it must have in its first lines.

A header line is `# field: value`; the fields are `outcome`, `flags` (what `Rendering.flags` must hold), `message` (a
regular expression that the rendering's message must match, so that a program which fails by a slip of its own is not
taken for one that was held), `tries` (what it attempts, in plain words) and `uses` (files of `preludes/` that are
put before it).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
PRELUDES = Path(__file__).parent / "preludes"


@dataclass(frozen=True)
class Case:
    name: str
    program: str
    outcome: str
    flags: frozenset[str] = frozenset()
    tries: str = ""
    message: str = ""


def _header(program: str) -> dict[str, str]:
    fields = {}
    for line in program.splitlines():
        name, colon, value = line.removeprefix("# ").partition(": ")
        if not line.startswith("# ") or not colon:
            break
        fields[name] = value.strip()
    return fields


def _stored() -> Iterator[Case]:
    for path in sorted(PROGRAMS.rglob("*.py")):
        program = path.read_text(encoding="utf-8")
        header = _header(program)
        flags = frozenset(header.get("flags", "").replace(",", " ").split())
        name = f"{path.parent.name}/{path.stem}"
        used = [name.strip() for name in header.get("uses", "").split(",") if name.strip()]
        program = "".join((PRELUDES / f"{name}.py").read_text(encoding="utf-8") for name in used) + program
        yield Case(name, program, header["outcome"], flags, header["tries"], header.get("message", ""))


_PLOT = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


def _generated() -> Iterator[Case]:
    """Programs that are too large, or not text, to be kept as files."""
    yield Case("generated/ten_megabytes", _PLOT + f"# {'x' * 98}\n" * 100_000, "ok", tries="be 10 MB long")
    yield Case("generated/long_line", "x = '" + "a" * 5_000_000 + "'\n" + _PLOT, "ok", tries="one line of 5 MB")
    yield Case("generated/surrogate", "x = '\ud800'\n", "syntax_error", tries="text that no encoding can carry")
    yield Case("generated/null_byte", "x = 1\0\n", "syntax_error", tries="end the text early for code in C")
    yield Case("generated/byte_order_mark", "\ufeff" + _PLOT, "syntax_error", tries="start with an invisible character")
    yield Case("generated/only_comments", "# nothing\n", "no_figure", tries="say nothing")
    yield Case("generated/empty", " \n\t\n", "no_code", tries="be empty")
    yield Case("generated/seventeen_megabytes", _PLOT + "#" * (17 << 20), "resource_limit", tries="be 17 MB long")


def all_cases() -> list[Case]:
    return [*_stored(), *_generated()]
