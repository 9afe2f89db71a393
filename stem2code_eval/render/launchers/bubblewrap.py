"""The runner in namespaces made by `bwrap` (bubblewrap), for machines without a container daemon."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from stem2code_eval.render.channel import JailGone, ProcessChannel
from stem2code_eval.render.jail import SandboxUnavailable
from stem2code_eval.render.launchers.common import (
    can_change_uid,
    fresh_uids,
    mapped_uids,
    runner_command,
    runner_environment,
)
from stem2code_eval.render.provision import Environment
from stem2code_eval.render.types import Limits
from stem2code_eval.resources import sandbox_folder

_WORK_ROOT = "/work"
_RUNNER = "/opt/stem2code"
_TRY_TIMEOUT_S = 20
_CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL")


def _parents(paths: Iterable[Path]) -> list[Path]:
    """Return every folder above the paths, outermost first; `bwrap` would make them unreadable to other uids."""
    above = {parent for path in paths for parent in path.parents if parent != Path("/")}
    return sorted(above, key=lambda folder: len(folder.parts))


class BubblewrapLauncher:
    """Starts runners with every namespace of their own, a read-only view of the interpreter and a tmpfs to write in.

    `--die-with-parent` is left out on purpose: it follows the thread that started the jail, not our process. The runner
    ends by itself when its pipe closes.

    Args:
        environment: from `stem2code_eval.render.provision`.

    Raises:
        SandboxUnavailable: `bwrap` is not installed, or this machine does not let it make namespaces.
    """

    name = description = "bubblewrap"
    own_memory_group = False

    def __init__(self, environment: Environment) -> None:
        found = shutil.which("bwrap")
        if found is None:
            raise SandboxUnavailable("bubblewrap: `bwrap` is not installed (Debian: apt-get install bubblewrap)")
        self._bwrap = found
        self._environment = environment
        self.requirements_sha256 = environment.requirements_sha256
        self._own_uids = can_change_uid()
        self._try_namespaces()

    def _try_namespaces(self) -> None:
        command = [*self._namespaces(), "--ro-bind", "/", "/", "--proc", "/proc", "/bin/true"]
        try:
            tried = subprocess.run(command, capture_output=True, text=True, timeout=_TRY_TIMEOUT_S, check=False)
        except (OSError, subprocess.SubprocessError) as error:
            raise SandboxUnavailable(f"bubblewrap: `bwrap` did not answer ({error})") from error
        if tried.returncode:
            words = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise SandboxUnavailable(f"bubblewrap: this machine does not let it make namespaces ({words})")

    def _namespaces(self) -> list[str]:
        command = [
            self._bwrap,
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
            "--hostname",
            "sandbox",
        ]
        command += ["--unshare-cgroup-try", "--new-session", "--as-pid-1", "--clearenv"]
        if self._own_uids:
            command += ["--cap-drop", "ALL"]
            for capability in _CAPABILITIES:
                command += ["--cap-add", capability]
        else:
            command += ["--unshare-user"]
        return command

    def _file_system(self, limits: Limits) -> list[str]:
        paths = self._environment.read_only_paths()
        view: list[str] = []
        for folder in _parents([*paths, Path(_RUNNER, "runner")]):
            view += ["--perms", "0755", "--dir", str(folder)]
        for path in paths:
            if path.is_symlink():
                view += ["--symlink", os.readlink(path), str(path)]
            elif path.exists():
                view += ["--ro-bind", str(path), str(path)]
        sandbox = sandbox_folder()
        view += ["--ro-bind", str(sandbox / "runner"), f"{_RUNNER}/runner"]
        view += ["--ro-bind", str(sandbox / "fonts.toml"), f"{_RUNNER}/fonts.toml"]
        view += ["--proc", "/proc", "--dev", "/dev"]
        view += ["--perms", "1777", "--size", str(limits.disk_mb << 20), "--tmpfs", _WORK_ROOT]
        return [*view, "--remount-ro", "/", "--chdir", _WORK_ROOT]

    def launch(self, limits: Limits) -> ProcessChannel:
        """See `Launcher`."""
        uids = fresh_uids(mapped_uids()) if self._own_uids else range(0)
        jail = secrets.token_hex(16)
        config = {
            "jail": jail,
            "work_root": _WORK_ROOT,
            "read_only": [str(path) for path in self._environment.read_only_paths()],
            "fonts": f"{_RUNNER}/fonts.toml",
            "uid_base": uids.start if uids else None,
            "remove_at_end": [],
        }
        command = [*self._namespaces(), *self._file_system(limits)]
        for name, value in runner_environment(_WORK_ROOT).items():
            command += ["--setenv", name, value]
        command += ["--", *runner_command(str(self._environment.python), f"{_RUNNER}/runner", config)]
        try:
            return ProcessChannel(command, {}, jail, uids)
        except (OSError, subprocess.SubprocessError) as error:
            raise JailGone(f"bubblewrap could not be started: {error}") from error

    def shortage(self, limits: Limits) -> str:
        """See `Launcher`; programs write to memory of their own."""
        return ""

    def close(self) -> None:
        """See `Launcher`."""
