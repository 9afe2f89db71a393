"""Which Python the jail gets, above all when root's own is out of other accounts' reach."""

import os
import shutil
import tempfile

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision import interpreter, pip
from stem2code_eval.render.provision.commands import program_uid, run_tool
from stem2code_eval.render.provision.interpreter import choose_interpreter, own_interpreter, probe

only_root = pytest.mark.skipif(program_uid() is None, reason="only root can run programs under another uid")


@pytest.fixture
def open_folder():
    """A folder that every account can enter, as the cache folder is; pytest's own are private."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        path = interpreter.Path(folder)
        path.chmod(0o755)
        yield path


@pytest.fixture
def private_python(tmp_path):
    """A Python that works for its owner alone."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    copy = private / "python"
    shutil.copy(own_interpreter(), copy)
    return copy


def test_own_interpreter_is_no_virtual_environment():
    code = "import sys; print(sys.prefix == sys.base_prefix)"
    assert run_tool([str(own_interpreter()), "-I", "-c", code]).stdout.strip() == "True"


def test_probe_refuses_what_is_no_python_or_too_old(tmp_path, monkeypatch):
    assert probe(tmp_path / "missing") is None
    assert probe(shutil.which("false") and interpreter.Path(shutil.which("false"))) is None
    monkeypatch.setattr(interpreter, "OLDEST", (4, 0))
    assert probe(own_interpreter()) is None


@only_root
def test_root_passes_over_a_python_that_other_accounts_cannot_run(private_python, open_folder, monkeypatch):
    assert probe(private_python) is None
    monkeypatch.setattr(interpreter, "own_interpreter", lambda: private_python)
    said = []
    chosen = choose_interpreter(said.append, open_folder)
    assert chosen.executable != private_python
    assert str(private_python) in said[0]
    done = run_tool([str(chosen.executable), "-I", "-c", "import os; print(os.getuid())"], uid=program_uid())
    assert done.stdout.strip() == str(program_uid())


@only_root
def test_without_another_python_ours_is_copied_where_all_can_read_it(private_python, open_folder, monkeypatch):
    monkeypatch.setattr(interpreter, "_system_interpreters", lambda: iter(()))
    monkeypatch.setattr(interpreter, "own_interpreter", lambda: private_python)
    chosen = choose_interpreter(print, open_folder)
    assert chosen.executable.is_relative_to(open_folder)
    assert all(path.is_relative_to(open_folder) for path in chosen.paths)
    code = "import sysconfig, ssl, ctypes, venv; print(sysconfig.get_path('stdlib'))"
    done = run_tool([str(chosen.executable), "-I", "-c", code], env={}, uid=program_uid())
    assert done.stdout.startswith(str(open_folder)), done.stderr


def test_no_python_at_all_is_a_sentence_and_leaves_no_copy(open_folder, monkeypatch):
    monkeypatch.setattr(interpreter, "probe", lambda executable: None)
    monkeypatch.setattr(interpreter, "_NOT_COPIED", ("*",))
    with pytest.raises(UserError, match="apt install python3"):
        choose_interpreter(lambda line: None, open_folder)
    assert os.listdir(open_folder) == []


def test_pip_failure_is_a_sentence_with_its_last_lines(tmp_path):
    with pytest.raises(UserError, match=r"pip failed: .*nonexistent\.txt"):
        pip.run_pip(["install", "-r", "/nonexistent.txt"], tmp_path / "tools")


def test_pip_is_made_at_hand_where_this_environment_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(pip, "find_spec", lambda name: None)
    works = pip._works
    monkeypatch.setattr(pip, "_works", lambda command: command[0] != str(own_interpreter()) and works(command))
    if run_tool([str(own_interpreter()), "-c", "import ensurepip"]).returncode != 0:
        pytest.skip("this Python has no ensurepip")
    pip.run_pip(["--version"], tmp_path / "tools")
    assert (tmp_path / "tools" / "bin" / "pip").exists()
