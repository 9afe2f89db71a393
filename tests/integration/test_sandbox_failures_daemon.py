"""A Docker daemon that is killed, comes back or stays away, loses the image, fills up, or remaps users.

With a daemon of the tests' own: the machine's is left alone.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jail_watch
import pytest
from private_daemon import PrivateDaemon

from stem2code_eval.render import fleet as fleet_module
from stem2code_eval.render.choose import NoSandbox, open_renderer
from stem2code_eval.render.launchers import docker as launcher_module
from stem2code_eval.render.launchers.owner import HOST, LABEL
from stem2code_eval.render.provision import image_tag

pytestmark = pytest.mark.docker
ABANDON = """
import os, signal, sys
from stem2code_eval.render.choose import open_renderer
pool = open_renderer("docker", workers=1, say=lambda line: None)
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def daemon(must_have):
    if os.geteuid() != 0 or shutil.which("dockerd") is None:
        pytest.skip("only root can start a daemon of its own, and dockerd has to be installed")
    private = PrivateDaemon()
    try:
        private.start()
        try:
            private.load(image_tag())
        except subprocess.CalledProcessError:
            if must_have("docker"):
                raise
            pytest.skip("the renderer image is not built on this machine")
        yield private
    finally:
        private.remove()


@pytest.fixture
def here(daemon, monkeypatch):
    """The private daemon, running, as the one that the environment names."""
    monkeypatch.setenv("DOCKER_HOST", daemon.host)
    if not daemon.answers():
        daemon.start()
    return daemon


@pytest.fixture
def launches(monkeypatch):
    """Every attempt at starting a container, and how many were under way at once."""
    seen, under_way, lock = [], set(), threading.Lock()
    real = launcher_module.DockerLauncher.launch

    def launch(self, limits):
        with lock:
            under_way.add(threading.get_ident())
            seen.append(len(under_way))
        try:
            return real(self, limits)
        finally:
            with lock:
                under_way.discard(threading.get_ident())

    monkeypatch.setattr(launcher_module.DockerLauncher, "launch", launch)
    return seen


@pytest.fixture
def may_start(monkeypatch):
    """An event: containers are only started while it is set, as it is at first."""
    event, real = threading.Event(), launcher_module.DockerLauncher.launch

    def launch(self, limits):
        assert event.wait(120)
        return real(self, limits)

    monkeypatch.setattr(launcher_module.DockerLauncher, "launch", launch)
    event.set()
    yield event
    event.set()


def fill(path):
    """Write to the end of a file until the disk is full."""
    with contextlib.suppress(OSError), path.open("ab", buffering=0) as file:
        while file.write(bytes(1 << 20)):
            pass
    room = os.statvfs(path)
    assert room.f_bavail * room.f_frsize < 1 << 20


def opened(**options):
    return open_renderer("docker", say=jail_watch.silent, **options)


def busy(pool, count):
    """Wait until so many programs are being rendered."""
    return jail_watch.until(lambda: len(jail_watch.programs("docker", os.getpid())) >= count)


def test_killed_and_restarted_while_programs_run(here):
    with opened(workers=2) as pool, ThreadPoolExecutor(4) as threads:
        right = pool.render(jail_watch.PLOT)
        under_way = [threads.submit(pool.render, jail_watch.slow(2)) for _ in range(4)]
        assert busy(pool, 2)
        here.kill()
        time.sleep(3)
        here.start()
        for each in under_way:
            assert (each.result(180).outcome, each.result().png) == ("ok", right.png), each.result().message
        assert pool.render(jail_watch.PLOT).png == right.png
    assert jail_watch.until(lambda: not jail_watch.containers(os.getpid()))
    assert jail_watch.until(lambda: not jail_watch.below(*here.remains()) - here.remains())


def test_gone_for_longer_than_programs_wait(here, monkeypatch, launches):
    monkeypatch.setattr(fleet_module, "PATIENCE_S", 4.0)
    with opened(workers=32) as pool:
        right = pool.render(jail_watch.PLOT)
        assert right.outcome == "ok"
        with ThreadPoolExecutor(32) as threads:
            under_way = threads.submit(pool.render, jail_watch.slow(30))
            assert busy(pool, 1)
            here.kill()
            lost = under_way.result(120)
            assert lost.outcome == "sandbox_error"
            assert "container" in lost.message
            launches.clear()
            since = time.monotonic()
            for rendering in threads.map(pool.render, [jail_watch.PLOT] * 200):
                assert rendering.outcome == "sandbox_error"
            assert time.monotonic() - since < 200 * fleet_module.PATIENCE_S / 32, "each waited again"
            time.sleep(3)
        assert launches
        assert max(launches) == 1, "the daemon was asked by more than one at once"
        assert len(launches) <= 10
        here.start()
        assert jail_watch.until(lambda: pool.render(jail_watch.PLOT).outcome == "ok")
        assert pool.render(jail_watch.PLOT).png == right.png
    assert jail_watch.until(lambda: not jail_watch.containers(os.getpid()))


def test_no_daemon_at_the_start(here):
    here.stop()
    with pytest.raises(NoSandbox, match="docker: no daemon answers"):
        opened()


def test_the_image_is_lost_and_built_again(here):
    tag = image_tag()
    with opened(workers=1) as pool:
        assert pool.render(jail_watch.PLOT).outcome == "ok"
        client = here.client()
        client.images.get(tag).tag("kept", "aside")
        try:
            client.images.remove(tag, force=True)
            jail_watch.remove("docker", os.getpid())
            rendering = pool.render(jail_watch.PLOT)
            assert rendering.outcome == "sandbox_error"
            assert "the renderer image is gone (stem2code-eval doctor --build)" in rendering.message
            with pytest.raises(NoSandbox, match=r"docker: the renderer image is not built \(stem2code-eval doctor"):
                opened()
        finally:
            client.images.get("kept:aside").tag(*tag.split(":"))
            client.images.remove("kept:aside")
            client.close()
        assert jail_watch.until(lambda: pool.render(jail_watch.PLOT).outcome == "ok")


def test_the_daemons_disk_is_full(here, monkeypatch, may_start):
    """Containers that end give back a little room, enough for the next: nothing starts before that is filled too."""
    monkeypatch.setattr(fleet_module, "PATIENCE_S", 2.0)
    ballast = here.data / "ballast"
    with opened(workers=1) as pool:
        assert jail_watch.until(lambda: len(pool._fleet._ready) == 2)
        try:
            may_start.clear()
            jail_watch.kill("docker", os.getpid())
            assert jail_watch.until(lambda: not jail_watch.containers(os.getpid()))
            fill(ballast)
            may_start.set()
            rendering = pool.render(jail_watch.PLOT)
            assert rendering.outcome == "sandbox_error"
            assert "disk is full; free some room" in rendering.message
            with pytest.raises(NoSandbox, match="the daemon's disk is full; free some room"):
                opened()
        finally:
            ballast.unlink()
        assert jail_watch.until(lambda: pool.render(jail_watch.PLOT).outcome == "ok")
    assert jail_watch.until(lambda: not jail_watch.containers(os.getpid()))


def abandoned(here):
    """Start an evaluation elsewhere; return it once its jail is ready."""
    process = subprocess.Popen([sys.executable, "-c", ABANDON], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def test_containers_of_a_killed_evaluation_are_swept_and_no_others(here):
    """Of its jails one is paused and one was never started: neither ends by itself."""
    client = here.client()
    dead, living = abandoned(here), abandoned(here)
    try:
        for process in (dead, living):
            assert jail_watch.until(lambda pid=process.pid: len(jail_watch.runners("docker", pid)) == 2)
        theirs = next(iter(jail_watch.containers(dead.pid))).labels
        client.containers.create(image_tag(), name="created", labels=theirs)
        client.containers.create(image_tag(), name="elsewhere", labels=theirs | {HOST: "another machine"})
        client.containers.create(image_tag(), name="unknown", labels={LABEL: str(dead.pid)})
        jail_watch.freeze("docker", dead.pid)
        jail_watch.freeze("docker", living.pid)
        dead.kill()
        dead.wait()
        assert len(jail_watch.containers(dead.pid)) == 5
        kept = {box.name for box in jail_watch.containers(living.pid)}
        with opened(workers=1) as pool:
            assert {box.name for box in jail_watch.containers(dead.pid)} == {"elsewhere", "unknown"}
            assert {box.name for box in jail_watch.containers(living.pid)} == kept
            assert pool.render(jail_watch.PLOT).outcome == "ok"
    finally:
        for process in (dead, living):
            process.kill()
            process.wait()
        for box in client.containers.list(all=True, ignore_removed=True):
            box.remove(force=True)
        client.close()


def test_the_evaluation_and_the_daemon_die_together(here):
    dead = abandoned(here)
    here.kill()
    dead.kill()
    dead.wait()
    here.start()
    with opened(workers=1) as pool:
        assert pool.render(jail_watch.PLOT).outcome == "ok"
        assert jail_watch.until(lambda: not jail_watch.containers(dead.pid))
    assert jail_watch.until(lambda: not jail_watch.below(*here.remains()) - here.remains())


@pytest.mark.parametrize("works", [True, False])
def test_gvisor_is_used_where_it_works_only(here, works):
    """The runtime of that name is another one here: which is chosen is what is tested, not gVisor."""
    here.stop()
    real = shutil.which("runc") if works else "/bin/false"
    here.start(settings={"runtimes": {"runsc": {"path": real}}})
    said: list[str] = []
    try:
        with open_renderer("docker", workers=1, say=said.append) as pool:
            (box, *_) = jail_watch.containers(os.getpid())
            assert box.attrs["HostConfig"]["Runtime"] == ("runsc" if works else "runc")
            assert pool.render(jail_watch.PLOT).outcome == "ok"
        assert said[0].startswith("Sandbox: docker with gVisor (" if works else "Sandbox: docker (")
    finally:
        here.stop()


@pytest.fixture
def remapped(here):
    """The same daemon with its containers' users remapped to 65,536 uids of a user made for it."""
    user = "stem2code-remapped"
    files = {name: Path(name).read_bytes() for name in ("/etc/subuid", "/etc/subgid") if Path(name).exists()}
    subprocess.run(["useradd", "--system", "--no-create-home", user], check=True)
    try:
        for name in ("/etc/subuid", "/etc/subgid"):
            Path(name).write_bytes(files.get(name, b"") + f"{user}:500000:65536\n".encode())
        here.stop()
        here.start(f"--userns-remap={user}")
        here.load(image_tag())
        yield here
    finally:
        here.stop()
        subprocess.run(["userdel", user], check=True)
        for name in ("/etc/subuid", "/etc/subgid"):
            if name in files:
                Path(name).write_bytes(files[name])
            else:
                Path(name).unlink(missing_ok=True)


def test_a_daemon_that_remaps_users(remapped, any_sandbox):
    with opened(workers=1) as pool:
        assert pool.layers.own_uid
        rendering = pool.render(jail_watch.PLOT)
        assert (rendering.outcome, rendering.png) == ("ok", any_sandbox.render(jail_watch.PLOT).png)
        (box, *_) = jail_watch.containers(os.getpid())
        mapped = Path(f"/proc/{box.attrs['State']['Pid']}/uid_map").read_text().split()
        assert mapped == ["0", "500000", "65536"]
        assert pool.render("open('/etc/passwd')").outcome == "runtime_error"
