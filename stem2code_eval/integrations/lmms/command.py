"""Who is asked, as far as the command line of this lmms-eval process says so; keys are left out."""

import argparse
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from stem2code_eval.models.local.log import names_a_secret
from stem2code_eval.pipeline.manifest import without_credentials

_PACKAGES = ("lmms-eval", "torch", "transformers")


def asked_model(argv: Sequence[str]) -> dict[str, Any]:
    """Return what a run's manifest records of the model: options that are not there are left out."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    for option in ("--model", "--model_args", "--gen_kwargs", "--system_instruction", "--config"):
        parser.add_argument(option)
    try:
        found = vars(parser.parse_known_args(list(argv))[0])
    except argparse.ArgumentError:
        found = {}
    said = {name: without_secrets(value) for name, value in found.items() if value}
    return {
        "provider": "lmms-eval",
        "name": f"lmms-eval/{said.get('model', 'unknown')}",
        **said,
        "packages": {name: number for name in _PACKAGES if (number := _version(name))},
    }


def without_secrets(word: str) -> str:
    """Return a word of the command line with `***` in place of what `api_key=...` and its like say."""
    parts = []
    for part in word.split(","):
        name, equals, _ = part.partition("=")
        is_secret = equals and names_a_secret(name.strip().lstrip("-"))
        parts.append(f"{name}=***" if is_secret else without_credentials(part))
    return ",".join(parts)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
