"""The tables of `docs/submitting.md`: what is forged, and what catches it.

PYTHONPATH=tests/pipeline:tests/submission:. python tests/submission/forgery_table.py
"""

from forgeries import FORGERIES
from test_archives import ATTACKS
from test_strict import FILES


def forgeries() -> list[str]:
    """Return the lines of the table of forged bundles."""
    lines = ["| what was changed | caught by | its sentence holds | exit |", "|---|---|---|---|"]
    lines += [f"| {each.what} | {each.check} | {_cell(each.says)} | {int(each.code)} |" for each in FORGERIES]
    return lines


def attacks() -> list[str]:
    """Return the lines of the table of harmful files."""
    lines = ["| the file | is refused because it |", "|---|---|"]
    lines += [f"| {what} | {_cell(says)} |" for what, (_, says) in ATTACKS.items()]
    return [*lines, *(f"| {what} ({file}) | {_cell(says)} |" for what, (file, _, says) in FILES.items())]


def _cell(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


if __name__ == "__main__":
    print("\n".join([*forgeries(), "", *attacks()]))
