"""Files in the format of the published benchmark, made here."""

import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

CODE = "import matplotlib.pyplot as plt\nplt.plot([0, {number}])\nplt.show()\n"


def picture(number: int, form: str = "PNG", size: int = 40) -> bytes:
    """Return a small picture that differs for different numbers."""
    image = Image.new("RGB", (size, size), "white")
    ImageDraw.Draw(image).line((2, 2 + number % (size - 4), size - 3, size - 3), "black", 2)
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def row(image: Any, code: Any = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n") -> dict[str, Any]:
    """Return a row of the JSONL."""
    return {
        "messages": [
            {"role": "system", "content": [{"text": "You help."}]},
            {"role": "user", "content": [{"image": image}, {"text": "Redraw it."}]},
            {"role": "user", "content": [{"text": "more"}]},
            {"role": "assistant", "content": [{"text": code}]},
        ]
    }


def write_jsonl(path: Path, rows: Iterable[Any]) -> Path:
    """Write rows, each a JSON value or a line as it is (`bytes`)."""
    lines = [value if isinstance(value, bytes) else json.dumps(value).encode() for value in rows]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def write_zip(path: Path, members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """Write an archive, also one with a name twice."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path
