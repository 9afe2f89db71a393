"""The documents say how many attacks there are; it is how many there are."""

from pathlib import Path

from cases import PROGRAMS, all_cases
from test_from_sample_to_sample import ATTACKERS

DOCS = Path(__file__).parents[2] / "docs"


def said(name: str) -> str:
    return " ".join((DOCS / name).read_text(encoding="utf-8").split())


def test_the_documents_count_the_programs():
    count, stored = len(list(all_cases())), len(list(PROGRAMS.rglob("*.py")))
    assert f"runs {count} programs in" in said("security.md")
    assert f"puts {len(ATTACKERS)} attackers before" in said("security.md")
    assert f"holds {stored} hostile and awkward programs" in said("sandbox.md")
    assert f"runs {count} hostile and awkward programs in each of the three, {3 * count} in all" in said("measured.md")
