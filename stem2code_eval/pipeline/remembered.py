"""The options of a run that nothing else in `run.json` tells, kept so that the model can be asked again.

A run folder may come from strangers. What it says is therefore never enough to send a key somewhere or to start a
program: addresses, the variables of keys and paths of programs have to be named again by whoever asks again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.errors import IncomparableError, UserError
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.pipeline.manifest import Manifest, limits_of, without_credentials
from stem2code_eval.pipeline.options import Options
from stem2code_eval.pipeline.protocols import protocol_of

_AS_THEY_ARE = (
    *("task", "model_args", "gen_args", "vllm_args", "concurrency"),
    *("request_timeout", "idle_timeout", "total_timeout", "max_retries"),
)
_NO_CLIP = ClipChoice()


def remembered(options: Options) -> dict[str, Any]:
    """Return what is written down; addresses without credentials, and nothing of keys."""
    judges = options.judges
    asked = {
        "image": list(judges.image),
        "code": list(judges.code),
        "base_url": _address(judges.base_url),
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


@dataclass(frozen=True, slots=True)
class Named:
    """What has to be named again, and what may be."""

    task: str | None = None
    base_url: str | None = None
    api_key_env: str | None = None
    judge_base_url: str | None = None
    judge_api_key_env: str | None = None
    vllm_bin: str | None = None
    lmms_python: str | None = None
    sandbox: str = "auto"
    workers: int | None = None
    clip: ClipChoice = _NO_CLIP


def options_again(manifest: Manifest, out: Path, named: Named) -> Options:
    """Return the options with which the same run is begun anew in the folder `out`.

    Raises:
        IncomparableError: the run was made before options were written down.
        UserError: an address has to be named.
    """
    kept = manifest.get("options")
    if not isinstance(kept, dict):
        raise IncomparableError(
            "run.json does not say how the model was asked (the run is older than that field); "
            f"its command was: {' '.join(manifest.get('argv', []))}"
        )
    about, model = manifest["task"], manifest["model"]
    limits, settings = limits_of(manifest)
    return Options(
        **{name: kept[name] for name in _AS_THEY_ARE if name in kept and name != "task"},
        model=model["name"],
        task=named.task or kept["task"],
        split=about["split"],
        limit=about["limit"],
        subjects=tuple(about["subjects"]),
        out=out,
        seed=manifest["seed"],
        sandbox=named.sandbox,
        workers=named.workers,
        metrics=tuple(manifest["metrics"]),
        base_url=_named(kept["base_url"], named.base_url, "--base-url"),
        api_key_env=named.api_key_env,
        min_coverage=0.0,
        quiet=True,
        repeats=manifest.get("repeats", 1),
        max_pixels=model.get("max_pixels"),
        judges=_judges(kept["judges"], named),
        limits=limits,
        settings=settings,
        vllm_bin=named.vllm_bin,
        lmms_python=named.lmms_python,
        protocol=protocol_of(manifest),
        clip=named.clip if named.clip.made else ClipChoice(**kept["clip"]),
    )


def _named(kept: str | None, named: str | None, option: str) -> str | None:
    if kept is not None and named is None:
        raise UserError(
            f"The run asked {kept}. Whoever asks again sends pictures and a key there, so name the server yourself: "
            f"{option} {kept}"
        )
    return named


def _judges(kept: Mapping[str, Any], named: Named) -> JudgeChoice:
    if not kept:
        return JudgeChoice()
    prompts = kept["prompts"]
    return JudgeChoice(
        image=tuple(kept["image"]),
        code=tuple(kept["code"]),
        base_url=_named(kept["base_url"], named.judge_base_url or named.base_url, "--judge-base-url"),
        api_key_env=named.judge_api_key_env or (None if named.judge_base_url else named.api_key_env),
        sampling=kept["sampling"],
        prompts=None if prompts is None else Path(prompts),
        votes=kept["votes"],
    )


def _address(url: str | None) -> str | None:
    return None if url is None else without_credentials(url)


def describe_asking(options: Options, answers: int) -> str:
    """Return a sentence on what asking the model again means."""
    where = f" at {options.base_url}" if options.base_url else ""
    judged = f", and of judges {json.dumps(list(options.judges.named))}" if options.judges.named else ""
    return f"{answers} answers are asked of {options.model}{where}{judged}; what that costs is yours to pay."
