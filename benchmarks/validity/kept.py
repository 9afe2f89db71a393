"""Renderings that are kept in a folder, so that a study can be scored again without drawing anew."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Renderer, Rendering


@dataclass(frozen=True, slots=True)
class KeptRenderer:
    """A renderer that draws no program twice, told by the renderer's fingerprint and the program's text."""

    inner: Renderer
    folder: Path

    @property
    def backend(self) -> str:
        """That of the renderer that draws."""
        return self.inner.backend

    @property
    def fingerprint(self) -> str:
        """That of the renderer that draws."""
        return self.inner.fingerprint

    @property
    def workers(self) -> int:
        """How many programs are rendered at once."""
        return self.inner.workers

    def render(self, program: str) -> Rendering:
        """Return what was kept, or draw and keep it; what the sandbox failed at is not kept."""
        key = sha256(f"{self.fingerprint}\n{program}".encode()).hexdigest()
        head, picture, elements = (self.folder / f"{key}{suffix}" for suffix in (".txt", ".png", ".json"))
        if head.exists():
            told = json.loads(head.read_text(encoding="utf-8"))
            return Rendering(Outcome(told["outcome"]), png=_read(picture), elements=_read(elements))
        drawn = self.inner.render(program)
        if drawn.outcome is not Outcome.SANDBOX_ERROR:
            for file, data in ((picture, drawn.png), (elements, drawn.elements)):
                if data is not None:
                    file.write_bytes(data)
            head.write_text(json.dumps({"outcome": drawn.outcome}), encoding="utf-8")
        return drawn

    def close(self) -> None:
        """End every jail."""
        self.inner.close()


@contextmanager
def open_kept(sandbox: str, workers: int, folder: Path | None) -> Iterator[Renderer]:
    """Open a renderer; with a folder, one that keeps there what it draws."""
    with open_renderer(sandbox, workers=workers, say=lambda line: None) as renderer:
        if folder is None:
            yield renderer
        else:
            folder.mkdir(parents=True, exist_ok=True)
            yield KeptRenderer(renderer, folder)


def _read(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None
