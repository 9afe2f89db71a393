"""All figure families, by name and by subject."""

import importlib
import pkgutil
from collections.abc import Mapping

from stem2code_eval.errors import UserError
from stem2code_eval.registry import did_you_mean
from stem2code_eval.synth import families as _families
from stem2code_eval.synth.family import FAMILIES, Family


def all_families() -> Mapping[str, Family]:
    """Return every family, sorted by name."""
    for module in pkgutil.walk_packages(_families.__path__, f"{_families.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(FAMILIES.items()))


def get_family(name: str) -> Family:
    """Return the family called `name`.

    Raises:
        UserError: there is none; the message holds the nearest names.
    """
    known = all_families()
    if name not in known:
        raise UserError(f'Unknown figure family "{name}".' + did_you_mean(name, list(known)))
    return known[name]
