"""How the studies tell what they found."""

import json
from pathlib import Path
from typing import Any


def publish(report: dict[str, Any], path: Path | None) -> None:
    """Print a report as one JSON object, and write it to a file if one is named."""
    text = json.dumps(report, indent=1)
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")
    print(text)
