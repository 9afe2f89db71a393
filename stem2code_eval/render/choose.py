"""Open a renderer: the launcher the user named, or the first that works, said aloud. Never anything unconfined."""

from collections.abc import Callable

from stem2code_eval.errors import UserError
from stem2code_eval.registry import Registry
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.jail import Launcher, SandboxUnavailable
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.provision import Environment, find_environment
from stem2code_eval.render.types import Limits, RenderSettings

LauncherFactory = Callable[[], Launcher]

AUTO = "auto"
ORDER = ("docker", "bubblewrap", "native")
"""What `auto` tries, best first."""


def _docker() -> LauncherFactory:
    from stem2code_eval.render.launchers.docker import DockerLauncher

    return DockerLauncher


def _bubblewrap() -> LauncherFactory:
    from stem2code_eval.render.launchers.bubblewrap import BubblewrapLauncher

    return lambda: BubblewrapLauncher(_environment("bubblewrap"))


def _native() -> LauncherFactory:
    from stem2code_eval.render.launchers.native import NativeLauncher

    return lambda: NativeLauncher(_environment("native"))


SANDBOXES: Registry[LauncherFactory] = Registry("sandbox", "stem2code_eval.sandboxes")
SANDBOXES.add("docker", _docker)
SANDBOXES.add("bubblewrap", _bubblewrap)
SANDBOXES.add("native", _native)


def _environment(launcher: str) -> Environment:
    environment = find_environment()
    if environment is None:
        raise SandboxUnavailable(
            f"{launcher}: the renderer's Python environment is not built (stem2code-eval doctor --build)"
        )
    return environment


class NoSandbox(UserError):
    """None of the sandboxes that were tried works on this machine; `reasons` has a phrase for each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(
            f"No sandbox to run programs in, and they never run unconfined. Tried {'; '.join(reasons)}. "
            "`stem2code-eval doctor` says how to get one."
        )
        self.reasons = reasons


def open_renderer(
    sandbox: str = AUTO,
    workers: int | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    settings: RenderSettings = RenderSettings(),  # noqa: B008 - frozen
    say: Callable[[str], None] = print,
) -> RendererPool:
    """Start a renderer and say which sandbox it uses, with which layers, and why not a better one.

    Args:
        sandbox: `auto`, `docker`, `bubblewrap`, `native` or a plug-in's name.
        workers: programs at once; None means one per core.
        limits: for every program.
        settings: for every picture.
        say: takes one sentence for the user.

    Raises:
        UserError: no such sandbox.
        NoSandbox: none that was tried works.
    """
    names = ORDER if sandbox == AUTO else (sandbox,)
    reasons: list[str] = []
    for name in names:
        factory = SANDBOXES.get(name)
        try:
            launcher = factory()
        except SandboxUnavailable as error:
            reasons.append(str(error))
            continue
        try:
            pool = RendererPool(launcher, workers, limits, settings)
        except (JailGone, SandboxUnavailable) as error:
            reasons.append(str(error) if str(error).startswith(name) else f"{name}: {error}")
            continue
        passed_over = f" Passed over {'; '.join(reasons)}." if reasons else ""
        say(f"Sandbox: {launcher.description} ({pool.layers.spoken()}), {pool.workers} workers.{passed_over}")
        return pool
    raise NoSandbox(reasons)
