"""What of the reference came back, item by item: stored with each score and drawn over the pictures by the report."""

from typing import Any

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.compare import Comparison

SCHEMA = 1


def explain(comparison: Comparison, reference: Scene, candidate: Scene) -> dict[str, Any]:
    """Return the explanation of a comparison as JSON: `schema`, and `reference` and `candidate` with size and items."""
    sides = {"reference": reference, "candidate": candidate}
    found: dict[str, Any] = {
        name: {"width": scene.width, "height": scene.height, "items": []} for name, scene in sides.items()
    }
    return {"schema": SCHEMA, **found}
