"""The table of faults in `docs/paper.md` names tests; they exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)(?:\[([^\]]+)\])?`", (ROOT / "docs" / "paper.md").read_text())


def test_each_row_of_the_table_names_a_test() -> None:
    page = (ROOT / "docs" / "paper.md").read_text()
    table = page.partition("## Faults of the public evaluator")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(NAMED) >= 20


@pytest.mark.parametrize(("file", "name", "case"), NAMED, ids=lambda value: str(value)[-60:])
def test_a_named_test_exists(file: str, name: str, case: str) -> None:
    path = ROOT / file
    assert re.search(rf"^(async )?def {name}\(", path.read_text(), re.MULTILINE)
    if case:
        texts = (each.read_text() for each in path.parent.glob("*.py"))
        assert any(f'"{case}"' in text for text in texts)
