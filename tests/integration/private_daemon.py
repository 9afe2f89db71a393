"""A Docker daemon of the tests' own, that may be killed, filled up and set up otherwise."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import docker
import jail_watch
from docker.errors import DockerException

ROOM_MB = 2500
"""For two copies of the image, one of them being unpacked."""


class PrivateDaemon:
    """Data on a small file system in memory; away from the machine's own daemon in all it touches."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="private-daemon-"))
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.data.mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={ROOM_MB}m,mode=0711", "tmpfs", str(self.data)], check=True
        )
        self.host = f"unix://{self.folder}/docker.sock"
        self._log = (self.folder / "log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str, settings: dict[str, object] | None = None) -> None:
        """Start it and wait until it answers."""
        (self.folder / "daemon.json").write_text(json.dumps(settings or {}))
        command = ["dockerd", "--bridge=none", "--iptables=false", "--ip-forward=false", "-H", self.host]
        command += ["--data-root", str(self.data / "root"), "--exec-root", str(self.folder / "exec")]
        command += ["--pidfile", str(self.folder / "pid"), "--config-file", str(self.folder / "daemon.json"), *options]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log, start_new_session=True)
        if not jail_watch.until(self.answers):
            raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def answers(self) -> bool:
        """Say whether it takes requests."""
        with contextlib.suppress(DockerException, OSError), contextlib.closing(self.client()) as client:
            return bool(client.ping())
        return False

    def client(self) -> docker.DockerClient:
        return docker.DockerClient(self.host, timeout=20)

    def load(self, image: str) -> None:
        """Copy an image from the machine's own daemon."""
        own = {name: value for name, value in os.environ.items() if name != "DOCKER_HOST"}
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE, env=own) as save:
            subprocess.run(["docker", "-H", self.host, "load", "--quiet"], stdin=save.stdout, check=True)
        assert save.returncode == 0

    def kill(self) -> None:
        """End it as a crash does; its containers go on without it."""
        assert self._process is not None
        containerd = int((self.folder / "exec/containerd/containerd.pid").read_text())
        self._process.kill()
        self._process.wait()
        self._process = None
        # the kernel ends its containerd a moment later; a daemon takes whatever has that number for its own
        assert jail_watch.until(lambda: containerd not in jail_watch.parents())
        (self.folder / "exec/containerd/containerd.pid").unlink()

    def stop(self) -> None:
        """End it as an administrator does."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def remains(self) -> set[int]:
        """Return every process that was started for one of its containers."""
        found = set()
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if str(self.folder).encode() in Path(f"/proc/{name}/cmdline").read_bytes():
                    found.add(int(name))
        return found

    def remove(self) -> None:
        """End it and whatever runs below its shims, and remove all it wrote."""
        self.stop()
        for pid in (left := self.remains()) | jail_watch.below(*left):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert jail_watch.until(lambda: not self.remains())
        self._log.close()
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for mount in sorted((path for path in mounts if path.startswith(str(self.folder))), reverse=True):
            subprocess.run(["umount", "--lazy", mount], check=True)
        shutil.rmtree(self.folder)
