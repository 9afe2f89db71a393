"""The hostile and awkward programs, each with the outcome it must have in its first lines."""

from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Case:
    name: str
    program: str
    outcome: str
    flags: frozenset[str]


def _header(program: str, field: str) -> str:
    prefix = f"# {field}: "
    return next((line[len(prefix) :].strip() for line in program.splitlines()[:2] if line.startswith(prefix)), "")


def all_cases() -> list[Case]:
    cases = []
    for path in sorted(PROGRAMS.glob("*.py")):
        program = path.read_text()
        flags = frozenset(_header(program, "flags").replace(",", " ").split())
        cases.append(Case(path.stem, program, _header(program, "outcome"), flags))
    return cases
