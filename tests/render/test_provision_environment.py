"""The renderer environment: whole or absent, within reach of the jail's uids, its list of paths enough."""

import json
import re
import shutil
import threading
import time

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision import environment
from stem2code_eval.render.provision.commands import program_uid, run_tool
from stem2code_eval.render.provision.environment import ensure_environment, find_environment
from stem2code_eval.render.provision.resources import requirements_file

DRAW = """
import io, matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt, networkx, numpy, pandas, scipy.stats, seaborn, shapely, sympy
plt.plot([0, 1])
plt.savefig(io.BytesIO())
print(matplotlib.__version__)
"""


@pytest.fixture(scope="module")
def built():
    return ensure_environment(print)


def pinned(package):
    return re.search(rf"^{package}==(\S+)", requirements_file().read_text(), re.MULTILINE).group(1)


def test_a_uid_without_rights_can_import_everything_and_draw(built):
    done = run_tool([str(built.python), "-I", "-B", "-c", DRAW], env={"HOME": "/"}, uid=program_uid())
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == pinned("matplotlib")


def test_a_second_call_finds_what_the_first_built(built):
    said = []
    assert ensure_environment(said.append) == built == find_environment()
    assert said == []


def test_the_listed_paths_are_enough_and_hold_no_system_fonts(built):
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bubblewrap is not installed")
    binds = [part for path in built.read_only_paths() for part in ("--ro-bind", str(path), str(path))]
    jail = [
        bwrap,
        "--unshare-user",
        *binds,
        "--tmpfs",
        "/tmp",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--clearenv",
        *("--setenv", "HOME", "/tmp"),
    ]
    if run_tool([bwrap, "--unshare-user", "--ro-bind", "/", "/", "true"]).returncode != 0:
        pytest.skip("this machine forbids user namespaces")
    script = DRAW + "import os; print(os.path.exists('/usr/share/fonts'))"
    done = run_tool([*jail, str(built.python), "-I", "-B", "-c", script])
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [pinned("matplotlib"), "False"]


def test_no_package_is_there_that_is_not_pinned(built):
    code = "import importlib.metadata as m, json; print(json.dumps([d.name for d in m.distributions()]))"
    done = run_tool([str(built.python), "-I", "-c", code])
    installed = {name.lower().replace("_", "-") for name in json.loads(done.stdout)}
    listed = set(re.findall(r"^([a-z0-9.-]+)==", requirements_file().read_text(), re.MULTILINE))
    assert installed == listed


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """Builds that take no time; returns the list of folders that were built."""
    monkeypatch.setenv("STEM2CODE_CACHE", str(tmp_path / "cache"))
    built = []

    def install(interpreter, folder, tools):
        (folder / "bin").mkdir(parents=True)
        time.sleep(0.1)
        (folder / "bin" / "python").symlink_to(interpreter.executable)
        built.append(folder)

    monkeypatch.setattr(environment, "_install", install)
    monkeypatch.setattr(environment, "_try_out", lambda folder: [])
    return built


def test_processes_that_ask_at_once_build_once(quick):
    found = []
    threads = [threading.Thread(target=lambda: found.append(ensure_environment(print))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(quick) == 1
    assert len(found) == 3
    assert len(set(found)) == 1


def test_a_half_built_environment_is_not_found_and_is_replaced(quick):
    whole = ensure_environment(print)
    (whole.root / "complete.json").unlink()
    (whole.root / "rest of an interrupted build").touch()
    assert find_environment() is None
    again = ensure_environment(print)
    assert again == whole
    assert not (again.root / "rest of an interrupted build").exists()


def test_an_environment_whose_base_python_is_gone_is_rebuilt(quick):
    whole = ensure_environment(print)
    whole.python.unlink()
    whole.python.symlink_to("/nonexistent/python")
    assert find_environment() is None
    assert ensure_environment(print) == whole
    assert len(quick) == 2


def test_a_failed_build_leaves_nothing_behind(quick, monkeypatch):
    def fail(folder):
        raise UserError("broken")

    monkeypatch.setattr(environment, "_try_out", fail)
    with pytest.raises(UserError, match="broken"):
        ensure_environment(print)
    assert find_environment() is None
    assert not quick[0].exists()


def test_other_requirements_mean_another_environment(quick, monkeypatch):
    first = ensure_environment(print)
    monkeypatch.setattr(environment, "requirements_sha256", lambda: "f" * 64)
    assert find_environment() is None
    assert ensure_environment(print).root != first.root
    assert first.root.exists()
