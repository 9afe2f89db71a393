"""From a model's name, as the user writes it, to the backend that answers.

`openai/NAME`, `vllm/HF_ID_OR_PATH`, `lmms/MODEL`, `replay/PATH`, `baseline/reference|tracer|blank`; packages
installed beside this one add providers through the entry-point group `stem2code_eval.models`: each entry point is
a function like those below.
"""

from collections.abc import Callable

from stem2code_eval.errors import UserError
from stem2code_eval.models.options import ModelOptions, check_model_args
from stem2code_eval.models.protocol import Model
from stem2code_eval.registry import Registry, did_you_mean

__all__ = ["ENTRY_POINT_GROUP", "ModelFactory", "ModelOptions", "create_model", "providers"]

ENTRY_POINT_GROUP = "stem2code_eval.models"

ModelFactory = Callable[[str, ModelOptions], Model]
"""Takes what follows `PROVIDER/` and the options."""


def create_model(name: str, options: ModelOptions) -> Model:
    """Return the backend called `name`.

    Args:
        name: `PROVIDER/REST`; REST may itself hold slashes.
        options: what else the user said.

    Raises:
        UserError: no such provider, nothing after it, or options that the backend refuses.
    """
    provider, slash, rest = name.partition("/")
    if not slash:
        known = providers().names()
        hint = did_you_mean(name, known) if name not in known else ""
        raise UserError(f'"{name}" is not a model: write PROVIDER/NAME, such as "openai/{name}".{hint}')
    factory = providers().get(provider)
    if not rest:
        raise UserError(f'"{name}" names a provider and no model: write something after the slash.')
    return factory(rest, options)


def providers() -> Registry[ModelFactory]:
    """Return the registry of providers, plug-ins included."""
    registry: Registry[ModelFactory] = Registry("model provider", ENTRY_POINT_GROUP)
    registry.add("openai", lambda: _openai)
    registry.add("vllm", lambda: _vllm)
    registry.add("lmms", lambda: _lmms)
    registry.add("replay", lambda: _replay)
    registry.add("baseline", lambda: _baseline)
    return registry


def _openai(rest: str, options: ModelOptions) -> Model:
    from stem2code_eval.models.openai_chat import OpenAIChat

    return OpenAIChat(rest, options)


def _vllm(rest: str, options: ModelOptions) -> Model:
    from stem2code_eval.models.local.vllm import Vllm

    return Vllm(rest, options)


def _lmms(rest: str, options: ModelOptions) -> Model:
    from stem2code_eval.models.local.lmms import Lmms

    return Lmms(rest, options)


def _replay(rest: str, options: ModelOptions) -> Model:
    from stem2code_eval.models.replay import Replay

    check_model_args(f"replay/{rest}", options, ())
    return Replay(rest)


def _baseline(rest: str, options: ModelOptions) -> Model:
    if rest not in _BASELINES:
        raise UserError(f'Unknown baseline "{rest}".' + did_you_mean(rest, list(_BASELINES)))
    return _BASELINES[rest](options)


def _reference(options: ModelOptions) -> Model:
    from stem2code_eval.models.baseline_reference import BaselineReference

    check_model_args("baseline/reference", options, ())
    return BaselineReference(options.samples)


def _tracer(options: ModelOptions) -> Model:
    from stem2code_eval.models.baseline_tracer import BaselineTracer

    check_model_args("baseline/tracer", options, ("workers",))
    return BaselineTracer(workers=options.model_args.get("workers"))


def _blank(options: ModelOptions) -> Model:
    from stem2code_eval.models.baseline_blank import BaselineBlank

    check_model_args("baseline/blank", options, ())
    return BaselineBlank()


_BASELINES: dict[str, Callable[[ModelOptions], Model]] = {
    "reference": _reference,
    "tracer": _tracer,
    "blank": _blank,
}
