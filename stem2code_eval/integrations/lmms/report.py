"""How our tasks ended in an lmms-eval process, told to who started it: lmms-eval's exit code is 0 whatever happened."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.integrations.lmms.settings import read_settings


def tell(**what: Any) -> None:
    """Append one line to the report, where there is one."""
    path = read_settings().report
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")


@contextmanager
def errors_told() -> Iterator[None]:
    """Tell of a `UserError` that is on its way out; lmms-eval would bury it in a traceback."""
    try:
        yield
    except UserError as error:
        tell(error=str(error), exit_code=int(error.exit_code))
        raise


def read_report(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a report; a torn last one, of a process that was killed, is left out."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            found.append(json.loads(line))
    return found
