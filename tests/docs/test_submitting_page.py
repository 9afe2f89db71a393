"""The tables of `docs/submitting.md` are those of the tests, and the tests that it names exist."""

import re
from pathlib import Path

import pytest
from forgery_table import attacks, forgeries

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "submitting.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize("table", [forgeries, attacks])
def test_a_table_is_the_one_of_the_tests(table) -> None:
    lines = table()
    assert len(lines) > 20
    assert "\n".join(lines) in PAGE, "print it: python tests/submission/forgery_table.py"


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda value: str(value)[-60:])
def test_a_named_test_exists(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE)


def test_each_row_about_judges_names_a_test() -> None:
    table = PAGE.partition("tests of their own:")[2].partition("\n## ")[0]
    assert len([line for line in table.splitlines() if line.startswith("| ")]) - 1 == len(NAMED) >= 10


def test_bounds_are_those_of_the_code() -> None:
    from stem2code_eval.submission.archive import MAX_BUNDLE, MAX_MEMBER, MAX_MEMBERS, MAX_UNPACKED
    from stem2code_eval.submission.strict import MAX_LINE

    mib = 2**20
    table, picture = MAX_MEMBER[".jsonl"] // mib, MAX_MEMBER[".png"] // mib
    said = (
        f"at most {MAX_BUNDLE // mib} MiB is read, of at most {MAX_MEMBERS:,} members, {MAX_UNPACKED // 2**30} GiB "
        f"unpacked, {table} MiB a table, {picture} MiB a picture, {MAX_LINE // mib} MiB a row."
    )
    assert said in PAGE
