"""The options of a run that nothing else in `run.json` tells, kept so that the model can be asked again."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stem2code_eval.errors import IncomparableError
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.pipeline.manifest import Manifest, without_credentials
from stem2code_eval.pipeline.options import Options
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.render.types import Limits, RenderSettings

_AS_THEY_ARE = (
    *("task", "api_key_env", "model_args", "gen_args", "vllm_bin", "vllm_args", "lmms_python"),
    *("request_timeout", "idle_timeout", "total_timeout", "max_retries", "concurrency"),
)
_NO_CLIP = ClipChoice()


def remembered(options: Options) -> dict[str, Any]:
    """Return what is written down; keys are named by their variables, and addresses hold no credentials."""
    judges = options.judges
    asked = {
        "image": list(judges.image),
        "code": list(judges.code),
        "base_url": _address(judges.base_url),
        "api_key_env": judges.api_key_env,
        "sampling": dict(judges.sampling),
        "prompts": None if judges.prompts is None else str(judges.prompts),
        "votes": judges.votes,
    }
    return {
        **{name: getattr(options, name) for name in _AS_THEY_ARE},
        "base_url": _address(options.base_url),
        "clip": {"model": options.clip.model, "weights": options.clip.weights},
        "judges": asked if judges.image or judges.code else {},
    }


def options_again(
    manifest: Manifest,
    out: Path,
    *,
    task: str | None = None,
    base_url: str | None = None,
    api_key_env: str | None = None,
    sandbox: str = "auto",
    workers: int | None = None,
    clip: ClipChoice = _NO_CLIP,
    quiet: bool = False,
) -> Options:
    """Return the options with which the same run is begun anew.

    Args:
        manifest: of the run.
        out: the new folder.
        task: its name or folder here; None takes the one that is written down, like the next two.
        base_url: the model's server.
        api_key_env: the variable with the model's key.
        sandbox: where programs are drawn.
        workers: programs at once.
        clip: the model of `clip`.
        quiet: plain lines instead of a live bar.

    Raises:
        IncomparableError: the run was made before options were written down.
    """
    kept = manifest.get("options")
    if not isinstance(kept, dict):
        raise IncomparableError(
            "run.json does not say how the model was asked (the run is older than that field); "
            f"its command was: {' '.join(manifest.get('argv', []))}"
        )
    about, model = manifest["task"], manifest["model"]
    return Options(
        **{name: kept[name] for name in _AS_THEY_ARE if name in kept and name not in ("task", "api_key_env")},
        model=model["name"],
        task=task or kept["task"],
        split=about["split"],
        limit=about["limit"],
        subjects=tuple(about["subjects"]),
        out=out,
        seed=manifest["seed"],
        sandbox=sandbox,
        workers=workers,
        metrics=tuple(manifest["metrics"]),
        base_url=base_url or kept["base_url"],
        api_key_env=api_key_env or kept["api_key_env"],
        min_coverage=0.0,
        quiet=quiet,
        repeats=manifest.get("repeats", 1),
        max_pixels=model.get("max_pixels"),
        judges=_judges(kept["judges"]),
        limits=Limits(**manifest["renderer"]["limits"]),
        settings=RenderSettings(**manifest["renderer"]["settings"]),
        protocol=protocol_of(manifest),
        clip=clip if clip.made else ClipChoice(**kept["clip"]),
    )


def _judges(kept: Mapping[str, Any]) -> JudgeChoice:
    if not kept:
        return JudgeChoice()
    prompts = kept["prompts"]
    lists = {"image": tuple(kept["image"]), "code": tuple(kept["code"])}
    return JudgeChoice(**{**kept, **lists, "prompts": None if prompts is None else Path(prompts)})


def _address(url: str | None) -> str | None:
    return None if url is None else without_credentials(url)


def describe_asking(options: Options, answers: int) -> str:
    """Return a sentence on what asking the model again means."""
    where = f" at {options.base_url}" if options.base_url else ""
    judged = f", and of judges {json.dumps(list(options.judges.named))}" if options.judges.named else ""
    return f"{answers} answers are asked of {options.model}{where}{judged}; what that costs is yours to pay."
