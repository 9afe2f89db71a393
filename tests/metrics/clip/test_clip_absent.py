"""`clip` without PyTorch, without weights, without a name: null, and a sentence that says how to get it."""

import builtins
import importlib.util

import pytest
from line_drawings import CORNERS, draw, png

from stem2code_eval.metrics.clip.metric import ClipChoice, open_clip_metric
from stem2code_eval.metrics.clip.weights import INSTALL, NAME_THEM
from stem2code_eval.metrics.pair import describe, score_pair
from stem2code_eval.metrics.protocol import Unmeasurable
from stem2code_eval.metrics.registry import DEFAULT_METRICS, METRICS


@pytest.fixture
def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    find, load = importlib.util.find_spec, builtins.__import__
    hidden = ("torch", "open_clip", "torchmetrics")

    def refuse(name, *args, **kwargs):
        if name.split(".")[0] in hidden:
            raise ModuleNotFoundError(name)
        return load(name, *args, **kwargs)

    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name in hidden else find(name, *rest))
    monkeypatch.setattr(builtins, "__import__", refuse)


def picture() -> bytes:
    return png(draw(CORNERS))


def blank() -> bytes:
    return png(draw(()))


@pytest.mark.usefixtures("without_torch")
def test_without_the_packages_it_says_how_to_install_them() -> None:
    metric = open_clip_metric(ClipChoice("ViT-L-14", "openai"))
    assert isinstance(metric, Unmeasurable)
    assert metric.reason == INSTALL
    assert "pip install 'stem2code-eval[clip]'" in INSTALL
    assert metric.parameters == {"model": "ViT-L-14", "weights_sha256": None}


@pytest.mark.parametrize("choice", [ClipChoice(), ClipChoice("ViT-L-14"), ClipChoice(weights="openai")])
def test_without_a_model_and_weights_it_says_how_to_name_them(choice: ClipChoice) -> None:
    metric = open_clip_metric(choice)
    assert isinstance(metric, Unmeasurable)
    assert metric.reason == NAME_THEM


@pytest.mark.parametrize("candidate", ["picture", "blank", None])
def test_it_is_null_for_every_candidate_also_where_other_metrics_are_0(candidate: str | None) -> None:
    data = {"picture": picture(), "blank": blank(), None: None}[candidate]
    scores = score_pair(picture(), data, ("pixel", "clip"))
    assert scores.metrics["clip"] is None
    assert scores.reasons == {"clip": NAME_THEM}
    assert scores.metrics["pixel"] == (100.0 if candidate == "picture" else 0.0)


def test_it_is_known_and_described_but_not_among_the_defaults() -> None:
    assert "clip" in METRICS.names()
    assert "clip" not in DEFAULT_METRICS
    assert describe(("clip",))["clip"]["parameters"] == {"model": None, "weights_sha256": None}
