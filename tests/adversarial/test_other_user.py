"""Without root a program shares the uid of whoever evaluates: that user's files and processes are out of reach too."""

import ctypes
import json
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import host
import pytest
from arena import LIMITS
from attack_on_paths import against_files, against_processes
from canaries import must_have, planted
from cases import all_cases
from innocent import INNOCENT, Trace

from stem2code_eval.errors import UserError
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.provision.cache import cache_root
from stem2code_eval.render.provision.environment import find_environment
from stem2code_eval.resources import sandbox_folder

NOBODY = 65534
PR_SET_DUMPABLE = 4
CHOSEN = (
    *("files/change_libraries", "files/deep_folders", "files/leave_files_everywhere", "files/links_to_the_machine"),
    *("files/change_times_and_modes", "files/squatted_folder", "files/million_empty_files", "files/locked_folder"),
    *("processes/daemonised_grandchild", "processes/kill_everyone", "processes/kill_group", "processes/kill_parent"),
    *("processes/signal_every_number", "processes/signal_by_other_calls", "processes/signals_by_owned_pipe"),
    *("processes/stop_parent", "processes/stop_the_cleaner", "processes/steal_descriptors"),
    *("processes/survive_by_new_sessions", "processes/write_parent_memory", "processes/new_namespaces"),
    *("processes/raise_limits", "processes/become_dumpable", "processes/shared_memory"),
    *("resources/fork_bomb", "resources/thread_bomb", "resources/zombies", "resources/deleted_files"),
    *("resources/memory_touched", "results/stolen_nonce", "network/every_family", "network/raw_system_call"),
    *("secrets/processes_of_others", "secrets/files_of_the_machine", "secrets/folders_of_others"),
)


def reachable(path: Path) -> bool:
    real = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [real, *real.parents])


def _become_nobody(home: Path) -> None:
    """Give up root for good, and stay a process that others of the same uid could trace, as an ordinary one is."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    os.environ["HOME"] = str(home)
    tempfile.tempdir = str(home)


def _render(sandbox: str, programs: dict[str, str]) -> dict[str, object]:
    """Render programs, each followed by the innocent one; return what came out as JSON can hold it."""
    found: dict[str, object] = {}
    with open_renderer(sandbox, workers=1, limits=LIMITS, say=lambda line: None) as pool:
        expected = Trace.of(pool.render(INNOCENT))
        for name, program in programs.items():
            rendering = pool.render(program)
            same = Trace.of(pool.render(INNOCENT)) == expected
            found[name] = (rendering.outcome, list(rendering.flags), rendering.log, rendering.message, same)
    host.wait_until(lambda: not host.left_by_programs(), 5)
    return {"found": found, "running": host.left_by_programs(), "left": os.listdir(tempfile.gettempdir())}


def _as_nobody(home: Path, sandbox: str, programs: dict[str, str]) -> dict[str, object] | str:
    """Do it in a process of that user; return why not, where the sandbox cannot be had."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _become_nobody(home)
            with host.adopting_orphans():
                try:
                    answer: object = _render(sandbox, programs | {"own processes": against_processes([os.getpid()])})
                except UserError as error:
                    answer = str(error)
            with os.fdopen(write, "w") as pipe:
                json.dump(answer, pipe)
            code = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return json.loads(text)


@pytest.fixture(scope="module", params=["native", "bubblewrap"])
def shared_uid(request, monkeypatch_module):
    """What came of attacks by programs with the uid of the evaluation, a file and a process."""
    root = os.geteuid() == 0
    environment = find_environment()
    needed = [sandbox_folder(), *([environment.python] if environment else [])]
    if root and not all(map(reachable, needed)):
        pytest.skip("the checkout or the renderer's environment is out of reach of other accounts")
    monkeypatch_module.setenv("STEM2CODE_CACHE", str(cache_root()))
    with tempfile.TemporaryDirectory(prefix="stem2code-nobody-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "planted").mkdir()
        (folder / "home").mkdir()
        if root:
            os.chown(folder / "home", NOBODY, NOBODY)
        with planted(folder / "planted", owner=NOBODY if root else os.getuid()) as canaries:
            paths = [str(path) for path in canaries.files]
            programs = {case.name: case.program for case in all_cases() if case.name in CHOSEN}
            programs |= {"own files": against_files(paths), "a process": against_processes([canaries.process.pid])}
            answer = _as_nobody(folder / "home", request.param, programs)
            if isinstance(answer, str):
                assert not must_have(request.param), answer
                pytest.skip(answer)
            yield answer | {"changed": canaries.changed(), "token": canaries.token}


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.mark.parametrize("name", CHOSEN)
def test_the_corpus_ends_as_it_must(name, shared_uid):
    (case,) = [case for case in all_cases() if case.name == name]
    outcome, _, log, message, same = shared_uid["found"][name]
    assert outcome == case.outcome, f"{name}: {message}\n{log[-1000:]}"
    assert [line for line in log.splitlines() if line.startswith("ESCAPED")] == [], name
    assert same, f"the program after {name} was touched"


@pytest.mark.parametrize("name", ["own files", "a process", "own processes"])
def test_files_and_processes_of_the_same_user_are_out_of_reach(name, shared_uid):
    outcome, _, log, message, _ = shared_uid["found"][name]
    assert [line for line in log.splitlines() if line.startswith("ESCAPED")] == []
    assert outcome == "ok", f"{message}\n{log[-1000:]}"


def test_nothing_of_the_user_is_changed_or_left(shared_uid):
    assert shared_uid["changed"] == []
    assert shared_uid["running"] == []
    assert shared_uid["left"] == []


def test_no_secret_of_the_user_is_seen(shared_uid):
    assert [name for name, row in shared_uid["found"].items() if shared_uid["token"] in row[2] + row[3]] == []


def test_the_attacks_work_where_nothing_holds_them(tmp_path):
    """Else the tests above would prove nothing."""
    with planted(tmp_path / "planted", owner=os.getuid()) as canaries:
        programs = [against_files([str(canaries.files[0])]), against_processes([canaries.process.pid])]
        found = [
            subprocess.run(
                [sys.executable, "-c", program], cwd=tmp_path, env={"MPLBACKEND": "agg"}, capture_output=True, text=True
            ).stdout
            for program in programs
        ]
        canaries.process.wait(30)
        changed = canaries.changed()
    for name in ("read", "write", "append", "create beside", "truncate", "unlink", "list", "make folder"):
        assert f"ESCAPED: {name} " in found[0]
    for name in ("kill", "tkill", "queue", "pidfd", "environ", "cwd", "limit", "priority", "affinity"):
        assert f"ESCAPED: {name} " in found[1]
    assert len(changed) == 2, changed
