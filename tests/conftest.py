"""Shared fixtures: the sandboxes of this machine."""

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import decode
from stem2code_eval.figure.elements.scene import Scene, read_scene
from stem2code_eval.render.choose import ORDER, open_renderer
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.types import Limits

TEST_LIMITS = Limits(cpu_s=4.0, wall_s=6.0)


def _must_have(sandbox: str) -> bool:
    required = os.environ.get("STEM2CODE_REQUIRE_SANDBOXES", "")
    return sandbox in required.split(",") or (sandbox == "docker" and os.environ.get("STEM2CODE_REQUIRE_DOCKER") == "1")


@pytest.fixture(scope="session", params=ORDER)
def sandbox(request: pytest.FixtureRequest) -> Iterator[RendererPool]:
    """A started pool of each launcher in turn; one that this machine cannot have is skipped unless required."""
    try:
        pool = open_renderer(request.param, workers=2, limits=TEST_LIMITS, say=lambda line: None)
    except UserError as error:
        if _must_have(request.param):
            raise
        pytest.skip(str(error))
    with pool:
        yield pool


@pytest.fixture(scope="session")
def any_sandbox() -> Iterator[RendererPool]:
    """A started pool of the best launcher that this machine has."""
    with open_renderer(workers=2, say=lambda line: None) as pool:
        yield pool


@pytest.fixture(scope="session")
def drawn(any_sandbox: RendererPool) -> Callable[[str], Scene]:
    """What a program draws, as the element score sees it; each program is drawn once."""

    @cache
    def read(program: str) -> Scene:
        rendering = any_sandbox.render(program)
        assert rendering.outcome == "ok", rendering.message
        assert rendering.elements is not None
        assert rendering.png is not None
        return read_scene(rendering.elements, decode(rendering.png, "picture"))

    return read


@pytest.fixture(scope="session")
def must_have() -> Callable[[str], bool]:
    """Whether a sandbox has to work on this machine, so that tests of it fail rather than being skipped."""
    return _must_have


@pytest.fixture(scope="session")
def works(must_have: Callable[[str], bool]) -> Callable[[str], None]:
    """Skip the test unless a sandbox works on this machine; fail it if the sandbox has to."""
    found: dict[str, str] = {}

    def check(name: str) -> None:
        if name not in found:
            try:
                open_renderer(name, workers=1, say=lambda line: None).close()
                found[name] = ""
            except UserError as error:
                if must_have(name):
                    raise
                found[name] = str(error)
        if found[name]:
            pytest.skip(found[name])

    return check


@pytest.fixture
def passable() -> Iterator[Path]:
    """An empty folder that every account may pass through, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="stem2code-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
