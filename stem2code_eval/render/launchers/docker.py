"""The runner in a hardened container: the reference sandbox."""

import contextlib
import os
import socket as sockets
import struct
import time
from typing import Any

import docker
from docker.errors import APIError, DockerException
from docker.models.containers import Container
from docker.types import LogConfig, Ulimit

from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.jail import SandboxUnavailable
from stem2code_eval.render.launchers.common import fresh_uids, runner_command, runner_environment
from stem2code_eval.render.provision import find_image
from stem2code_eval.render.provision.resources import requirements_sha256
from stem2code_eval.render.types import Limits
from stem2code_eval.resources import sandbox_folder

_WORK_ROOT = "/work"
_PYTHON = "/opt/stem2code/bin/python"
_RUNNER = "/opt/stem2code/runner"
_FONTS = "/opt/stem2code/fonts.toml"
_ENVIRONMENT = tuple(f"/opt/stem2code/{part}" for part in ("bin", "lib", "lib64", "share", "pyvenv.cfg"))
_READ_ONLY = ("/usr", "/lib", "/lib64", "/bin", *_ENVIRONMENT, "/etc/ld.so.cache", "/etc/localtime")
_RUNNER_MEMORY_MB = 512
_RUNNER_PROCESSES = 16
_OPEN_FILES = 1024
_INODES = 16384
_DAEMON_TIMEOUT_S = 60
LABEL = "stem2code-eval.owner"


class DockerLauncher:
    """Starts one container per runner: no network, read-only, no capabilities but three, limits on everything.

    Raises:
        SandboxUnavailable: no daemon answers, or the renderer image is not built.
    """

    name = "docker"
    own_memory_group = True

    def __init__(self) -> None:
        self._client = connect()
        image = find_image(self._client)
        if image is None:
            raise SandboxUnavailable("docker: the renderer image is not built (stem2code-eval doctor --build)")
        self._image = image
        self.requirements_sha256 = requirements_sha256()
        self._seccomp = (sandbox_folder() / "seccomp.json").read_text()

    def launch(self, limits: Limits) -> "ContainerChannel":
        """See `Launcher`."""
        config = {
            "work_root": _WORK_ROOT,
            "read_only": list(_READ_ONLY),
            "fonts": _FONTS,
            "uid_base": fresh_uids(),
            "remove_at_end": [],
        }
        memory = (limits.memory_mb + limits.disk_mb + _RUNNER_MEMORY_MB) << 20
        try:
            container = self._client.containers.create(
                self._image,
                entrypoint=[],
                command=runner_command(_PYTHON, _RUNNER, config),
                environment=runner_environment(_WORK_ROOT),
                labels={LABEL: str(os.getpid())},
                stdin_open=True,
                auto_remove=True,
                network_mode="none",
                read_only=True,
                cap_drop=["ALL"],
                cap_add=["SETUID", "SETGID", "KILL"],
                security_opt=["no-new-privileges", f"seccomp={self._seccomp}"],
                pids_limit=limits.processes + _RUNNER_PROCESSES,
                mem_limit=memory,
                memswap_limit=memory,
                nano_cpus=1_000_000_000,
                ipc_mode="none",
                tmpfs={_WORK_ROOT: f"size={limits.disk_mb}m,nr_inodes={_INODES},mode=1777,noexec,nosuid,nodev"},
                ulimits=[
                    Ulimit(name="nofile", soft=_OPEN_FILES, hard=_OPEN_FILES),
                    Ulimit(name="core", soft=0, hard=0),
                ],
                log_config=LogConfig(type="none"),
                working_dir="/",
            )
            return ContainerChannel(self._client, container)
        except (DockerException, OSError) as error:
            raise JailGone(f"the container could not be started: {error}") from error

    def close(self) -> None:
        """See `Launcher`."""
        self._client.close()


def connect() -> docker.DockerClient:
    """Return a client of the daemon that the environment names.

    Raises:
        SandboxUnavailable: none answers.
    """
    try:
        client = docker.from_env(timeout=_DAEMON_TIMEOUT_S)
        client.ping()
    except (DockerException, OSError) as error:
        if "Permission denied" in str(error):
            raise SandboxUnavailable("docker: this account may not use the daemon (see the group `docker`)") from error
        raise SandboxUnavailable(f"docker: no daemon answers ({str(error).splitlines()[0][:200]})") from error
    return client


class ContainerChannel:
    """A started container, on the attached stream that carries its stdin, stdout and stderr.

    Output comes in pieces with an eight-byte head: stream number and length (Docker Engine API, "attach").
    """

    _WORDS_KEPT = 4096
    _HEAD = struct.Struct(">BxxxI")
    _STDOUT, _STDERR = 1, 2

    def __init__(self, client: docker.DockerClient, container: Container) -> None:
        self._container = container
        self._closed = False
        self._words = b""
        self._arrived = bytearray()
        self._pending = bytearray()
        try:
            parameters = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
            self._stream: Any = client.api.attach_socket(str(container.id), params=parameters)
            self._socket: sockets.socket = self._stream._sock
            container.start()
        except (DockerException, OSError):
            self.close()
            raise

    def read_exactly(self, size: int, deadline: float) -> bytes:
        """See `Channel`."""
        while len(self._arrived) < size:
            self._receive(deadline)
        data = bytes(self._arrived[:size])
        del self._arrived[:size]
        return data

    def _receive(self, deadline: float) -> None:
        """Take what the socket has, and sort whole pieces by stream."""
        self._pending += self._read_some(deadline)
        while len(self._pending) >= self._HEAD.size:
            stream, size = self._HEAD.unpack_from(self._pending)
            end = self._HEAD.size + size
            if len(self._pending) < end:
                return
            piece = self._pending[self._HEAD.size : end]
            del self._pending[:end]
            if stream == self._STDOUT:
                self._arrived += piece
            else:
                self._words = (self._words + piece)[-self._WORDS_KEPT :]

    def _read_some(self, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        if left <= 0:
            raise JailGone("the sandbox did not answer in time")
        try:
            self._socket.settimeout(left)
            data = self._socket.recv(1 << 20)
        except TimeoutError as error:
            raise JailGone("the sandbox did not answer in time") from error
        except OSError as error:
            raise JailGone(f"the connection to the container broke: {error}") from error
        if not data:
            raise JailGone("the container ended")
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """See `Channel`."""
        try:
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            self._socket.sendall(data)
        except TimeoutError as error:
            raise JailGone("the sandbox did not take the program in time") from error
        except OSError as error:
            raise JailGone(f"the connection to the container broke: {error}") from error

    def last_words(self) -> str:
        """See `Channel`."""
        with contextlib.suppress(JailGone):
            self._receive(time.monotonic() + 0.2)
        return self._words.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """See `Channel`. The container is killed and removed by its id, not by ending a client."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(AttributeError, OSError):
            self._socket.shutdown(sockets.SHUT_RDWR)
            self._stream.close()
        with contextlib.suppress(APIError, DockerException, OSError):
            self._container.remove(force=True)
