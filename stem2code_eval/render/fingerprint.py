"""The renderer fingerprint: a hash of all that can change a pixel, the pixels of a few programs included."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from stem2code_eval.hashing import sha256_bytes, sha256_json
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.pixels import pixel_sha256
from stem2code_eval.render.types import Rendering, RenderSettings, as_json
from stem2code_eval.resources import sandbox_folder

_CANARIES = Path(__file__).parent / "canaries"


def runner_sha256() -> str:
    """Return the hash of the runner's sources, by name and content."""
    digest = hashlib.sha256()
    for path in sorted((sandbox_folder() / "runner").glob("*.py")):
        digest.update(f"{path.name}\0{sha256_bytes(path.read_bytes())}\n".encode())
    return digest.hexdigest()


def canary_sha256(render: Callable[[str], Rendering]) -> str:
    """Render the canary programs and return the hash of their pixels.

    Raises:
        JailGone: a canary did not come out as a picture; such a sandbox must not be used.
    """
    found = {}
    for path in sorted(_CANARIES.glob("*.py")):
        rendering = render(path.read_text(encoding="utf-8"))
        if rendering.outcome is not Outcome.OK or rendering.png is None:
            raise JailGone(f"the canary program {path.name} ended as {rendering.outcome}: {rendering.message}")
        found[path.name] = pixel_sha256(rendering.png)
    return sha256_json(found)


def fingerprint(requirements_sha256: str, settings: RenderSettings, canaries: str) -> str:
    """Return the fingerprint; equal ones give equal pixels, whichever launcher made them.

    Args:
        requirements_sha256: of the pinned packages.
        settings: how figures become pixels.
        canaries: from `canary_sha256`.
    """
    parts = {
        "requirements": requirements_sha256,
        "fonts": sha256_bytes((sandbox_folder() / "fonts.toml").read_bytes()),
        "runner": runner_sha256(),
        "settings": as_json(settings),
        "canaries": canaries,
    }
    return sha256_json(parts)
