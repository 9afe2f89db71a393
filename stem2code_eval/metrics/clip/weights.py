"""Where the named weights are on this machine; nothing is ever downloaded, and nothing stands in for them."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.registry import did_you_mean

INSTALL = "clip needs PyTorch and open_clip: pip install 'stem2code-eval[clip]'."
NAME_THEM = (
    "clip needs a model and weights: name them with --clip-model and --clip-weights, "
    "such as --clip-model ViT-L-14 --clip-weights FILE."
)
_FILES = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
"""How a model hub's repositories call open_clip weights, the preferred name first."""
_SUFFIXES = (".pt", ".pth", ".bin", ".safetensors", ".npz")


class AbsentError(Exception):
    """Something that `clip` needs is not on this machine; the text says what, and how to get it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights on this machine."""

    path: Path
    training: Mapping[str, Any] = field(default_factory=dict)
    """How they were trained, as open_clip knows it of its tags: `mean`, `std`, `interpolation`, `quick_gelu`."""


def require_packages() -> None:
    """Raise where PyTorch or open_clip is not installed.

    Raises:
        AbsentError: it is not.
    """
    if any(importlib.util.find_spec(name) is None for name in ("torch", "open_clip")):
        raise AbsentError(INSTALL)


def find_weights(model: str, named: str) -> Weights:
    """Return the weights that the user named.

    Args:
        model: open_clip's name of the architecture, or the path of a configuration.
        named: a file; one of open_clip's tags for the model, whose weights are then looked for in the local caches of
            open_clip and huggingface_hub; or `TAG=FILE`, the weights of a tag in a file of the user's.

    Raises:
        AbsentError: there are none on this machine.
        UserError: open_clip knows no such tag of the model.
    """
    tag, equals, file = named.partition("=")
    if equals and not Path(named).is_file():
        return Weights(_existing(Path(file)), _training(model, tag))
    if Path(named).is_file() or Path(named).suffix in _SUFFIXES or "/" in named:
        return Weights(_existing(Path(named)))
    training = _training(model, named)
    path = _cached(training)
    if path is None:
        raise AbsentError(
            f"The weights {named} of {model} are not on this machine, and nothing is downloaded unasked. Get them "
            f"with: python -c \"import open_clip; open_clip.create_model('{model}', pretrained='{named}')\""
        )
    return Weights(path, training)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise AbsentError(
            f"There is no file {path}; give --clip-weights the path of a checkpoint, or a tag of open_clip."
        )
    return path


def _training(model: str, tag: str) -> Mapping[str, Any]:
    import open_clip

    known = open_clip.list_pretrained_tags_by_model(model)
    if tag not in known:
        hint = did_you_mean(tag, known) if known else " It has none: give the path of a checkpoint."
        raise UserError(f'open_clip knows no weights "{tag}" of the model {model}.{hint}')
    found: Mapping[str, Any] = open_clip.get_pretrained_cfg(model, tag)
    return found


def _cached(training: Mapping[str, Any]) -> Path | None:
    """Return where open_clip or huggingface_hub keep the weights of a tag, once downloaded; None where they do not."""
    repository, _, name = str(training.get("hf_hub", "")).rpartition("/")
    if repository and importlib.util.find_spec("huggingface_hub") is not None:
        from huggingface_hub import try_to_load_from_cache

        names = (f"{name.rpartition('.')[0]}.safetensors", name) if name else _FILES
        for each in names:
            found = try_to_load_from_cache(repository, each)
            if isinstance(found, str):
                return Path(found)
    url = str(training.get("url", ""))
    file = Path.home() / ".cache" / "clip" / url.rpartition("/")[2]
    return file if url and file.is_file() else None
