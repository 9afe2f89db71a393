"""Which sandbox is used is said aloud, and without one nothing runs."""

import pytest

from stem2code_eval.render import choose
from stem2code_eval.render.choose import NoSandbox, open_renderer
from stem2code_eval.render.jail import SandboxUnavailable


@pytest.fixture
def without(monkeypatch):
    """Take sandboxes away from this machine."""

    def take_away(*names: str) -> None:
        def unavailable(name):
            def factory():
                raise SandboxUnavailable(f"{name}: taken away")

            return lambda: factory

        for name in names:
            monkeypatch.setitem(choose.SANDBOXES._loaders, name, unavailable(name))

    return take_away


def test_auto_says_what_it_took_and_why_nothing_better(without):
    without("docker", "bubblewrap")
    said: list[str] = []
    with open_renderer(workers=1, say=said.append) as renderer:
        assert renderer.backend == "native"
    assert len(said) == 1
    assert said[0].startswith("Sandbox: native (Landlock ABI")
    assert "docker: taken away; bubblewrap: taken away" in said[0]


def test_without_a_sandbox_nothing_runs(without):
    without("docker", "bubblewrap", "native")
    with pytest.raises(NoSandbox, match="never run unconfined") as caught:
        open_renderer(say=lambda line: None)
    assert caught.value.reasons == [f"{name}: taken away" for name in ("docker", "bubblewrap", "native")]


def test_a_named_sandbox_is_not_replaced_by_another(without):
    without("docker")
    with pytest.raises(NoSandbox, match="Tried docker: taken away"):
        open_renderer("docker", say=lambda line: None)


def test_a_jail_whose_layers_do_not_hold_is_refused(monkeypatch):
    from stem2code_eval.render.worker import Worker

    read = Worker._read

    def leaky(worker, deadline):
        header, payload = read(worker, deadline)
        return {**header, "layers": {**header["layers"], "files_hold": False, "sockets_hold": False}}, payload

    monkeypatch.setattr(Worker, "_read", leaky)
    with pytest.raises(NoSandbox, match=r"lacks a file layer .* and a system-call layer"):
        open_renderer("native", say=lambda line: None)
