"""The image side of an open_clip model: weights from a file, pictures in, embeddings out."""

import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import open_clip
import torch
from numpy.typing import NDArray

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_json
from stem2code_eval.metrics.clip.form import ModelInput
from stem2code_eval.metrics.clip.weights import Weights
from stem2code_eval.registry import did_you_mean

ON_CPU, ON_GPU = 1, 64
"""Pictures of one pass. It is always as many, so that an embedding does not hang on what else was computed with it."""
_UNLOADABLE = (RuntimeError, OSError, ValueError, KeyError, TypeError, EOFError, ImportError, pickle.UnpicklingError)
"""What open_clip and PyTorch raise on files that are no checkpoint of the model, or would run code."""


class Encoder:
    """A model on a device.

    Args:
        model: an open_clip model in evaluation mode, on `device`.
        device: "cpu" or "cuda".
        size: pictures of one pass; None takes the device's usual number.
        precision: `float32` (without TF32); `bfloat16` and `float16` compute in these where PyTorch's autocast does.
    """

    def __init__(self, model: Any, device: str, size: int | None = None, precision: str = "float32") -> None:
        self.model = model
        self.device = device
        self.size = size or (ON_GPU if device == "cuda" else ON_CPU)
        self.precision = precision
        self.form = model_input(model)
        self._mean = torch.tensor(self.form.mean, device=device)[:, None, None]
        self._std = torch.tensor(self.form.std, device=device)[:, None, None]

    def cosines(self, reference: Any, candidate: Any) -> NDArray[np.float64]:
        """Return the cosine of the embeddings of each pair; `(n,)`, -1 to 1.

        Args:
            reference: uint8 tensor or array `(n, height, width, 3)`, of the model's size.
            candidate: the same shape.

        Raises:
            UserError: the device has not enough memory.
        """
        n = len(reference)
        try:
            found = self.embed(torch.cat([torch.as_tensor(reference), torch.as_tensor(candidate)])).double()
        except torch.OutOfMemoryError as error:
            raise UserError(
                f"The CLIP model needs more memory than the {self.device} device has free; free some, or compute on "
                "the CPU with CUDA_VISIBLE_DEVICES= ."
            ) from error
        first, second = found[:n], found[n:]
        lengths = first.square().sum(1).sqrt() * second.square().sum(1).sqrt()
        cosines: NDArray[np.float64] = ((first * second).sum(1) / lengths).cpu().numpy()
        return cosines

    def embed(self, pictures: Any) -> Any:
        """Return the embeddings of uint8 pictures `(n, height, width, 3)`: float32 `(n, d)`, on the device."""
        with torch.inference_mode(), torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):
            parts = [self._pass(pictures[at : at + self.size]) for at in range(0, len(pictures), self.size)]
            return torch.cat(parts)

    def _pass(self, pictures: Any) -> Any:
        n = len(pictures)
        if n < self.size:
            pictures = torch.cat([pictures, pictures[:1].expand(self.size - n, *pictures.shape[1:])])
        tensor = pictures.to(self.device, non_blocking=True).permute(0, 3, 1, 2).float().div(255)
        return self.forward(tensor.sub(self._mean).div(self._std))[:n]

    def forward(self, tensor: Any) -> Any:
        """Return the embeddings of normalised pictures `(size, 3, height, width)`: the bare forward pass."""
        autocast = self.precision != "float32"
        dtype = getattr(torch, self.precision) if autocast else None
        with torch.autocast(self.device, dtype=dtype, enabled=autocast):
            return self.model.encode_image(tensor.contiguous()).float()


def model_input(model: Any) -> ModelInput:
    """Return what an open_clip model takes, from the settings that it carries."""
    about = model.visual.preprocess_cfg
    size = about["size"]
    height, width = (size, size) if isinstance(size, int) else size
    return ModelInput(height, width, about["interpolation"], tuple(about["mean"]), tuple(about["std"]))


def load_encoder(model: str, weights: Weights, device: str | None = None, precision: str = "float32") -> Encoder:
    """Load a model.

    Args:
        model: open_clip's name of the architecture, or the path of a configuration (`.json`): open_clip's own form,
            or the `open_clip_config.json` of a model hub.
        weights: of it.
        device: None takes a GPU when there is one.
        precision: see `Encoder`.

    Raises:
        UserError: open_clip knows no such model, or the file holds no weights of it.
    """
    name, settings = _architecture(model)
    settings |= {key: weights.training[key] for key in ("mean", "std", "interpolation") if key in weights.training}
    chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        built = open_clip.create_model(
            name,
            pretrained=str(weights.path),
            require_pretrained=True,
            force_quick_gelu=bool(weights.training.get("quick_gelu")),
            force_preprocess_cfg=settings,
            device=chosen,
        )
    except _UNLOADABLE as error:
        said = " ".join(str(error).split())[:200]
        raise UserError(
            f"{weights.path} cannot be loaded as weights of {model}: {type(error).__name__}: {said}"
        ) from error
    return Encoder(built.eval(), chosen, precision=precision)


def config_of(model: str) -> Mapping[str, Any]:
    """Return the configuration of an architecture, for keys: two files of one name may hold two architectures.

    Raises:
        UserError: open_clip knows no such model, or the file holds no configuration.
    """
    if not model.endswith(".json"):
        found: Mapping[str, Any] | None = open_clip.get_model_config(model)
        if found is None:
            hint = did_you_mean(model, open_clip.list_models())
            raise UserError(f'open_clip knows no model "{model}".{hint if len(hint) < 200 else ""}')
        return {"model_cfg": found}
    try:
        content = json.loads(Path(model).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{model} cannot be read as a model's configuration: {error}.") from error
    if isinstance(content, dict) and "embed_dim" in content:
        return {"model_cfg": content}
    if isinstance(content, dict) and isinstance(content.get("model_cfg"), dict):
        return content
    raise UserError(f"{model} is no configuration of an open_clip model: it has no embed_dim.")


def _architecture(model: str) -> tuple[str, dict[str, Any]]:
    """Return a name under which open_clip knows the architecture, and what is known of its pictures."""
    config = config_of(model)
    if not model.endswith(".json"):
        return model, {}
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{Path(model).stem}-{sha256_json(config)[:16]}.json"
        file.write_text(json.dumps(config["model_cfg"]), encoding="utf-8")
        open_clip.add_model_config(file)
    return file.stem, dict(config.get("preprocess_cfg", {}))
