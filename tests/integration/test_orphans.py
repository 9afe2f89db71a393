"""An evaluation that is killed outright leaves no jail, no container and no folder behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

HOLD = """
import sys, time
from stem2code_eval.render.choose import open_renderer
pool = open_renderer({sandbox!r}, workers=1, say=lambda line: None)
print("ready", flush=True)
pool.render("import time; time.sleep(1000)")
"""


def descendants(root: int) -> set[int]:
    """Return every living process below `root`."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(entry)] = int(fields[1])
    found: set[int] = set()
    queue = [root]
    while queue:
        above = queue.pop()
        below = {pid for pid, parent in parents.items() if parent == above}
        found |= below
        queue += below
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(condition())


@pytest.mark.parametrize("sandbox_name", ["docker", "bubblewrap", "native"])
def test_nothing_outlives_a_killed_evaluation(sandbox_name, any_sandbox, works):
    works(sandbox_name)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD.format(sandbox=sandbox_name)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": folder},
        )
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "ready"
        time.sleep(1)
        jails = descendants(holder.pid)
        assert jails or sandbox_name == "docker"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert until(lambda: not any(map(alive, jails))), "a jail lives on"
        assert until(lambda: not list(Path(folder).glob("stem2code-*"))), "a folder is left"
        if sandbox_name == "docker":
            listed = ["docker", "ps", "-aq", "--filter", f"label=stem2code-eval.owner={holder.pid}"]
            assert until(lambda: not subprocess.run(listed, capture_output=True, text=True, check=True).stdout)
