"""A CLIP model of a few thousand random parameters, as files: for tests of everything but what its numbers mean."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

torch = pytest.importorskip("torch", reason="needs PyTorch and open_clip; `make test-clip` has them")
open_clip = pytest.importorskip("open_clip", reason="needs PyTorch and open_clip; `make test-clip` has them")

CONFIG = {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 32, "head_width": 16, "patch_size": 8},
    "text_cfg": {"context_length": 8, "vocab_size": 64, "width": 16, "heads": 2, "layers": 1},
}


def write_tiny(folder: Path, seed: int = 0) -> tuple[Path, Path]:
    """Write a configuration and random weights of it; return both paths."""
    config, weights = folder / "tiny.json", folder / f"random-{seed}.pt"
    config.write_text(json.dumps(CONFIG))
    open_clip.add_model_config(config)
    torch.manual_seed(seed)
    torch.save(open_clip.create_model("tiny").state_dict(), weights)
    return config, weights


def drawing(*lines: tuple[int, int, int, int], size: tuple[int, int] = (400, 300), colour: str = "black") -> bytes:
    """Return a PNG of thick lines on white."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for line in lines:
        pen.line(line, fill=colour, width=5)
    return as_png(image)


def as_png(image: Image.Image) -> bytes:
    """Return the PNG of a picture."""
    target = io.BytesIO()
    image.save(target, "png")
    return target.getvalue()


TRIANGLE = ((60, 240, 340, 240), (340, 240, 150, 40), (150, 40, 60, 240))
CROSS = ((60, 40, 340, 260), (60, 260, 340, 40))


def some_pairs(count: int, seed: int = 0) -> list[tuple[bytes, bytes]]:
    """Return pairs of random line drawings: the second has a line changed, is coloured, or is another."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        lines = [tuple(int(v) for v in rng.integers(20, 280, 4)) for _ in range(5)]
        changed = [tuple(int(v) for v in rng.integers(20, 280, 4)), *lines[1:]]
        kinds = (
            drawing(*changed),
            drawing(*changed, size=(330, 320)),
            drawing(*lines, colour="crimson"),
            drawing(*[tuple(int(v) for v in rng.integers(20, 280, 4)) for _ in range(5)]),
        )
        found.append((drawing(*lines), kinds[number % len(kinds)]))
    return found
