"""The content key of each stage: a hash of everything that can change the stage's result.

A stored row whose key is still the same is still right; any other row is made again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stem2code_eval.hashing import canonical_json, sha256_json, sha256_text
from stem2code_eval.render.types import Limits, RenderSettings, as_json


def generate_key(
    *,
    sample_id: str,
    image_sha256: str,
    prompt: str,
    model: Mapping[str, Any],
    task: str,
    task_version: str,
    repeat: int | None = None,
    max_pixels: int | None = None,
) -> str:
    """Return the key of a model's answer.

    Args:
        sample_id: some backends answer by it (`replay`).
        image_sha256: hash of the encoded reference picture.
        prompt: the full text.
        model: the backend's `identity`: model, revision, every sampling parameter.
        task: the task's name.
        task_version: the task's version.
        repeat: which of several answers to the same question; None where there is one.
        max_pixels: to which the picture is made smaller before it is sent; None: never.
    """
    options = {"repeat": repeat, "max_pixels": max_pixels}
    return sha256_json(
        {
            **{name: value for name, value in options.items() if value is not None},
            "stage": "generate",
            "sample": sample_id,
            "image": image_sha256,
            "prompt": sha256_text(prompt),
            "model": dict(model),
            "task": [task, task_version],
        }
    )


def picture_key(image_sha256: str, program: str | None) -> str:
    """Return the key of a reference picture that is a file of the task.

    Args:
        image_sha256: hash of the file.
        program: the `render_key` of the reference program, which gives the element list; None where there is none.
    """
    return sha256_json({"stage": "picture", "image": image_sha256, "program": program})


def render_key(program: str, fingerprint: str, limits: Limits, settings: RenderSettings) -> str:
    """Return the key of a program's rendering by the renderer with this fingerprint."""
    return sha256_json(
        {
            "stage": "render",
            "program": sha256_text(program),
            "renderer": fingerprint,
            "limits": as_json(limits),
            "settings": as_json(settings),
        }
    )


def no_program_key(response_key: str, outcome: str) -> str:
    """Return the key of a rendering that never was: the response `response_key` held no program."""
    return sha256_json({"stage": "render", "response": response_key, "outcome": outcome})


def judge_key(asked: Mapping[str, Sequence[str] | str]) -> str:
    """Return the key of all that judges say of a figure.

    Args:
        asked: metric to the keys of its votes, or to why it needs none.
    """
    return sha256_json({"stage": "judges", "asked": {name: value for name, value in asked.items()}})


def score_key(
    *,
    reference_sha256: str,
    image_sha256: str | None,
    elements: Sequence[str | None],
    outcome: str,
    metrics: str,
) -> str:
    """Return the key of a figure's scores: the hash of all of this as one JSON object, whose names are in order.

    Args:
        reference_sha256: hash of the reference picture's bytes.
        image_sha256: hash of the reconstruction's bytes; None when there is none.
        elements: names, by content, of the reference's element list, the picture drawn with it and the reconstruction's
            element list; None for each that is not there, and why the first is not.
        outcome: how the program ended.
        metrics: name to version and parameters, of every metric, as canonical JSON: far longer than the rest, and the
            same for every figure of a run.
    """
    before = canonical_json({"elements": list(elements), "image": image_sha256}).removesuffix("}")
    after = canonical_json({"outcome": outcome, "reference": reference_sha256, "stage": "score"}).removeprefix("{")
    return sha256_text(f'{before},"metrics":{metrics},{after}')
