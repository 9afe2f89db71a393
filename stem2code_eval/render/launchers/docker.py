"""The runner in a hardened container: the reference sandbox."""

import os
import secrets
from functools import partial

from docker.errors import APIError, DockerException, ImageNotFound
from docker.types import LogConfig, Ulimit

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.decide import NotStarted
from stem2code_eval.render.jail import SandboxUnavailable
from stem2code_eval.render.launchers import leftovers
from stem2code_eval.render.launchers.common import fresh_uids, runner_command, runner_environment
from stem2code_eval.render.launchers.container import ContainerChannel
from stem2code_eval.render.launchers.daemon import Daemon, connect
from stem2code_eval.render.launchers.owner import LABEL, own_labels
from stem2code_eval.render.provision import find_image
from stem2code_eval.render.provision.resources import requirements_sha256
from stem2code_eval.render.types import Limits, RenderSettings
from stem2code_eval.render.worker import Worker
from stem2code_eval.resources import sandbox_folder

__all__ = ["LABEL", "DockerLauncher", "connect"]

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
_GVISOR = "runsc"
_TRIAL = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


class DockerLauncher:
    """Starts one container per runner: no network, read-only, no capabilities but three, limits on everything.

    Where the daemon offers gVisor and a program renders in it, containers run in it; where the daemon remaps users,
    the uids of programs are taken from those that it maps.

    Raises:
        SandboxUnavailable: no daemon answers, or the renderer image is not built.
    """

    name = "docker"
    own_memory_group = True

    def __init__(self) -> None:
        self._daemon = Daemon()
        try:
            image = find_image(self._daemon.client)
            if image is None:
                raise SandboxUnavailable("docker: the renderer image is not built (stem2code-eval doctor --build)")
            self._image = image
            self.requirements_sha256 = requirements_sha256()
            self._seccomp = (sandbox_folder() / "seccomp.json").read_text()
            self._daemon.sweep_orphans()
            self._runtime = _GVISOR if _GVISOR in self._daemon.runtimes else None
            if self._runtime and not self._renders():
                self._runtime = None
        except BaseException:
            self._daemon.close()
            raise

    @property
    def description(self) -> str:
        """See `Launcher`."""
        return self.name + (" with gVisor" if self._runtime else "")

    def _renders(self) -> bool:
        try:
            worker = Worker(self, Limits(), RenderSettings())
        except (JailGone, SandboxUnavailable):
            return False
        try:
            return worker.render(_TRIAL).rendering.outcome is Outcome.OK
        except (JailGone, NotStarted):
            return False
        finally:
            worker.close()

    def launch(self, limits: Limits) -> "ContainerChannel":
        """See `Launcher`."""
        self._daemon.sweep()
        name = f"stem2code-{os.getpid()}-{secrets.token_hex(8)}"
        try:
            leftovers.add(name, partial(self._daemon.remove_before_leaving, name))
            self._create(name, limits)
            return ContainerChannel(self._daemon, name)
        except ImageNotFound as error:
            raise SandboxUnavailable("docker: the renderer image is gone (stem2code-eval doctor --build)") from error
        except APIError as error:
            self._daemon.remove(name)
            raise JailGone(_why_not(error)) from error
        except (DockerException, OSError) as error:
            self._daemon.remove(name, leftovers.PATIENCE_S)
            raise JailGone(_why_not(error)) from error
        except BaseException:
            self._daemon.remove(name, leftovers.PATIENCE_S)
            raise
        finally:
            leftovers.discard(name)

    def _create(self, name: str, limits: Limits) -> None:
        config = {
            "work_root": _WORK_ROOT,
            "read_only": list(_READ_ONLY),
            "fonts": _FONTS,
            "uid_base": fresh_uids(self._daemon.uids).start,
            "remove_at_end": [],
        }
        memory = (limits.memory_mb + limits.disk_mb + _RUNNER_MEMORY_MB) << 20
        self._daemon.client.containers.create(
            self._image,
            name=name,
            entrypoint=[],
            command=runner_command(_PYTHON, _RUNNER, config),
            environment=runner_environment(_WORK_ROOT),
            labels=own_labels(),
            runtime=self._runtime,
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

    def shortage(self, limits: Limits) -> str:
        """See `Launcher`; programs write to memory of their own."""
        return ""

    def close(self) -> None:
        """See `Launcher`."""
        self._daemon.sweep()
        self._daemon.close()


def _why_not(error: Exception) -> str:
    text = str(error)
    if "no space left" in text.lower():
        return f"docker: the daemon's disk is full; free some room (docker system df) ({text[:200]})"
    return f"docker: the container could not be started ({text[:300]})"
