"""Where the time of a pair goes: CPU seconds inside chosen functions, less those of chosen functions inside them."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch

STAGES = {
    "decode": ["metrics.pair:decode"],
    "ink": ["metrics.pair:read_page", "metrics.pair:other_readings"],
    "canonical": ["metrics.protocol:canonicalise"],
    "registration": ["metrics.protocol:register"],
    "ssim": ["metrics.ssim:ink_region_ssim"],
    "raw ssim, mse": ["metrics.ssim:raw_ssim", "metrics.pixel:mean_squared_error"],
    "lists read": ["figure.elements.scene:read_scene"],
    "integrity": ["metrics.integrity:agreement", "metrics.integrity:raster_flag", "metrics.integrity:without_pixels"],
    "compare": ["metrics.structure.compare:compare"],
    "explain": ["metrics.structure.explain:explain"],
}
"""Stage to the places where its functions are looked up."""
REST = "rest"


class Watch:
    """Adds up CPU seconds by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._stack = [REST]
        self._since = time.process_time()

    def switch(self) -> None:
        """Give the time since the last switch to the stage under way."""
        now = time.process_time()
        self.spent[self._stack[-1]] += now - self._since
        self._since = now

    def watched(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function whose time belongs to a stage."""

        def run(*arguments: Any, **named: Any) -> Any:
            self.switch()
            self._stack.append(stage)
            try:
                return function(*arguments, **named)
            finally:
                self.switch()
                self._stack.pop()

        return run


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch all stages of this process."""
    watch, patches = Watch(), []
    for stage, places in STAGES.items():
        for place in places:
            module, name = place.split(":")
            owner = import_module(f"stem2code_eval.{module}")
            patches.append(patch.object(owner, name, watch.watched(stage, getattr(owner, name))))
    for each in patches:
        each.start()
    try:
        yield watch
    finally:
        for each in patches:
            each.stop()
