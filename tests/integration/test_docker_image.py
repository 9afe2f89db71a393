"""The renderer image as a daemon runs it: what it holds, what it draws, and which system calls it refuses."""

import json
import os

import docker
import pytest

from stem2code_eval.render.provision import build_image, find_image, image_tag
from stem2code_eval.resources import sandbox_folder

pytestmark = pytest.mark.docker

CALLS = {
    # name: (x86_64, aarch64)
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "pidfd_getfd": (438, 438),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "personality": (135, 92),
    "open_by_handle_at": (304, 265),
    "syslog": (103, 116),
    "clock_settime": (227, 112),
    "kexec_load": (246, 104),
    "finit_module": (313, 273),
    "quotactl": (179, 60),
    "reboot": (169, 142),
}
PROBE = """
import ctypes, errno, json, os, platform, socket, subprocess, sys, threading
calls = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)

def attempt(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(number, *arguments)
    return "allowed" if result >= 0 else errno.errorcode[ctypes.get_errno()]

column = platform.machine() != "x86_64"
outcome = {name: attempt(numbers[column], *[ctypes.c_long(-1)] * 6) for name, numbers in calls.items()}
if sys.argv[2] == "confined":  # where it is allowed, a second process would go on from here
    outcome["clone into a user namespace"] = attempt((56, 220)[column], 0x10000000 | 17, 0, 0, 0, 0)
families = {}
for family in range(1, 46):
    try:
        socket.socket(family, socket.SOCK_DGRAM).close()
        families[family] = "allowed"
    except OSError as error:
        families[family] = errno.errorcode[error.errno]
thread = threading.Thread(target=lambda: None)
thread.start()
child = subprocess.run([sys.executable, "-c", "pass"]).returncode
print(json.dumps({"calls": outcome, "families": families, "child": child}))
"""
DRAW = """
import io, json, os, sys
from pathlib import Path
sys.path.insert(0, "/opt/stem2code/runner")
import fonts
fonts.install_fonts(Path("/opt/stem2code/fonts.toml"))
import matplotlib.pyplot as plt, networkx, numpy, pandas, scipy.stats, seaborn, shapely, sympy
seen = set()
for label in ("主", "视", "😀", ""):
    figure = plt.figure(figsize=(1, 1))
    figure.text(0.2, 0.2, label)
    buffer = io.BytesIO()
    figure.savefig(buffer, metadata={"Software": None})
    seen.add(buffer.getvalue())
print(json.dumps({"pictures": len(seen), "matplotlib": plt.matplotlib.__version__, "uid": os.getuid()}))
"""


@pytest.fixture(scope="module")
def client():
    try:
        daemon = docker.from_env()
        daemon.ping()
    except docker.errors.DockerException as error:
        if os.environ.get("STEM2CODE_REQUIRE_DOCKER") == "1":
            raise
        pytest.skip(f"no Docker daemon: {error}")
    yield daemon
    daemon.close()


@pytest.fixture(scope="module")
def python(client):
    """Run a Python script in a container as confined as the launcher's and return its JSON."""
    tag = find_image(client) or build_image(client, print)
    ours = (sandbox_folder() / "seccomp.json").read_text()

    def run(script, *arguments, user="0", profile=ours, cap_add=()):
        output = client.containers.run(
            tag,
            ["-I", "-B", "-c", script, *arguments],
            entrypoint="/opt/stem2code/bin/python",
            environment={"MPLCONFIGDIR": "/tmp/matplotlib"},
            security_opt=["no-new-privileges", f"seccomp={profile}"],
            cap_drop=["ALL"],
            cap_add=list(cap_add),
            network_mode="none",
            read_only=True,
            tmpfs={"/tmp": "mode=1777"},
            user=user,
            remove=True,
        )
        return json.loads(output)

    return run


@pytest.mark.parametrize("user", ["0", "12345:12345"])
def test_everything_imports_and_labels_have_glyphs_for_any_uid(python, user):
    drawn = python(DRAW, user=user)
    assert drawn["pictures"] == 4
    assert drawn["matplotlib"].startswith("3.10.")
    assert drawn["uid"] == int(user.split(":")[0])


def test_the_profile_refuses_what_reaches_out_and_lets_programs_work(python):
    """With capabilities, so that it is the profile and not the lack of one that refuses."""
    found = python(PROBE, json.dumps(CALLS), "confined", cap_add=["SYS_ADMIN", "SYS_PTRACE"])
    assert found["calls"] == dict.fromkeys([*CALLS, "clone into a user namespace"], "EPERM")
    assert {family for family, result in found["families"].items() if result == "allowed"} == {"1"}
    assert found["child"] == 0
    free = python(PROBE, json.dumps(CALLS), "control", cap_add=["SYS_ADMIN", "SYS_PTRACE"], profile="unconfined")
    assert {free["calls"][name] for name in ("ptrace", "mount", "unshare", "setns", "personality")}.isdisjoint(
        {"EPERM"}
    )
    assert "2" in {family for family, result in free["families"].items() if result == "allowed"}


def test_the_image_holds_the_runner_and_no_other_fonts_or_tools(client, python):
    script = """
import json, os
from pathlib import Path
fonts = [str(p) for top in ("/usr", "/opt", "/etc", "/var") for ext in ("ttf", "otf", "ttc", "pfb")
         for p in Path(top).rglob(f"*.{ext}")]
print(json.dumps({"runner": os.listdir("/opt/stem2code/runner"), "fonts": fonts,
    "pip": os.path.exists("/opt/stem2code/bin/pip"), "setuid": [str(p) for p in Path("/usr").rglob("*")
    if p.is_file() and not p.is_symlink() and p.stat().st_mode & 0o6000]}))
"""
    found = python(script)
    assert "fonts.py" in found["runner"]
    assert found["fonts"]
    assert all(path.startswith("/opt/stem2code/lib/") for path in found["fonts"])
    assert not found["pip"]
    assert found["setuid"] == []
    assert find_image(client) == image_tag()
