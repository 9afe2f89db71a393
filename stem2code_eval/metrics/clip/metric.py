"""The metric `clip`, with the model that the user named or with the sentence that says why it is null."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stem2code_eval.figure import canonical
from stem2code_eval.hashing import sha256_json
from stem2code_eval.metrics.clip.form import ClipPreparation
from stem2code_eval.metrics.clip.weights import NAME_THEM, AbsentError, find_weights, require_packages
from stem2code_eval.metrics.elements import tidy
from stem2code_eval.metrics.protocol import Measurement, PicturePair, Unmeasurable
from stem2code_eval.metrics.registry import CLIP

if TYPE_CHECKING:
    from stem2code_eval.metrics.clip.encoder import Encoder

VERSION = 2
NOT_NAMED = Unmeasurable(CLIP, NAME_THEM, VERSION, {"model": None, "weights_sha256": None})
"""`clip` for those who name no model."""


@dataclass(frozen=True, slots=True)
class ClipChoice:
    """The model that the user named."""

    model: str | None = None
    weights: str | None = None

    @property
    def made(self) -> bool:
        """True when anything was named."""
        return bool(self.model or self.weights)


class ClipMetric:
    """100 times the cosine of the embeddings of the two canonical pictures, at least 0.

    Radford et al., Learning transferable visual models from natural language supervision (ICML 2021), by open_clip.
    """

    name: str = CLIP
    version: int = VERSION

    def __init__(self, encoder: "Encoder", parameters: Mapping[str, Any]) -> None:
        self.encoder = encoder
        self.parameters = parameters

    @property
    def preparation(self) -> ClipPreparation:
        """Its first step, without the model."""
        return ClipPreparation(self.version, self.parameters, self.encoder.form)

    def finish(self, prepared: Sequence[Any]) -> list[Measurement]:
        """Return the scores of pairs, each `(2, height, width, 3)`."""
        if not prepared:
            return []
        pairs = np.stack(prepared)
        about = {"clip_on_gpu": float(self.encoder.device != "cpu")}
        cosines = self.encoder.cosines(pairs[:, 0], pairs[:, 1])
        return [Measurement(score(float(cosine)), about) for cosine in cosines]

    def measure(self, pair: PicturePair) -> Measurement:
        """Return the score of one pair."""
        return self.finish([self.preparation.measure(pair).prepared])[0]


def score(cosine: float) -> float:
    """Return a cosine on the scale of scores, 0-100."""
    return tidy(100 * cosine)


def open_clip_metric(choice: ClipChoice) -> ClipMetric | Unmeasurable:
    """Load the model that the user named; where it or its weights are not on this machine, return why.

    Nothing is downloaded, and no other weights stand in for those that were named.

    Raises:
        UserError: open_clip knows no such model or tag, or the file holds no weights of it.
    """
    try:
        if not choice.model or not choice.weights:
            raise AbsentError(NAME_THEM)
        require_packages()
        from stem2code_eval.metrics.clip.encoder import config_of, load_encoder

        config = config_of(choice.model)
        weights = find_weights(choice.model, choice.weights)
    except AbsentError as absent:
        return Unmeasurable(CLIP, str(absent), VERSION, {"model": _name(choice.model), "weights_sha256": None})
    encoder = load_encoder(choice.model, weights)
    parameters = {
        "model": _name(choice.model),
        "config_sha256": sha256_json(config),
        "weights_sha256": _sha256(weights.path),
        "quick_gelu": bool(weights.training.get("quick_gelu") or config["model_cfg"].get("quick_gelu")),
        "picture": "canonical",
        "canonical": canonical.PARAMETERS,
        "size": [encoder.form.height, encoder.form.width],
        "interpolation": encoder.form.interpolation,
        "mean": list(encoder.form.mean),
        "std": list(encoder.form.std),
        "precision": encoder.precision,
        "floor": 0,
    }
    return ClipMetric(encoder, parameters)


def _name(model: str | None) -> str | None:
    return Path(model).name if model and model.endswith(".json") else model


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
