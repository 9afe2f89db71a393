"""What all our tasks of an lmms-eval process share: one sandbox, one pool of scoring processes, one event loop."""

import atexit
import sys
from functools import cached_property

from rich.console import Console

from stem2code_eval.integrations.lmms.settings import Settings, read_settings
from stem2code_eval.integrations.loop import Loop
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.terminal import plain
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits, Renderer, Rendering, RenderSettings


class Borrowed:
    """A `Renderer` that belongs to somebody else: who closes it has only done with it."""

    def __init__(self, owned: Renderer) -> None:
        self._owned = owned
        self.backend = owned.backend
        self.workers = owned.workers

    @property
    def fingerprint(self) -> str:
        """See `Renderer`."""
        return self._owned.fingerprint

    def render(self, program: str) -> Rendering:
        """See `Renderer`."""
        return self._owned.render(program)

    def close(self) -> None:
        """Leave it open."""


class Shared:
    """Made with the first task of a process; closed with the last, and at the latest when the process ends."""

    def __init__(self) -> None:
        self.settings: Settings = read_settings()
        self.limits = Limits()
        self.render_settings = RenderSettings()
        self.console = Console(file=sys.__stderr__)
        self.loop = Loop()
        self.scorer = Scorer(self.settings.workers)
        atexit.register(self.close)

    @cached_property
    def renderer(self) -> Renderer:
        """The sandbox, started now.

        Raises:
            UserError: there is none on this machine.
        """
        return open_renderer(
            self.settings.sandbox, self.settings.workers, self.limits, self.render_settings, say=self.say
        )

    def say(self, text: str) -> None:
        """Print one sentence to standard error."""
        self.console.print(plain(text, 1000), highlight=False, markup=False, soft_wrap=True)

    def close(self) -> None:
        """End the jails, the scoring processes and the thread. Idempotent."""
        if "renderer" in self.__dict__:
            self.renderer.close()
        self.scorer.close()
        self.loop.close()
        atexit.unregister(self.close)
