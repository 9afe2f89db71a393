"""The runner as an ordinary child process: nothing to install, and it works where namespaces are forbidden.

What holds a program: Landlock for files, seccomp for system calls, resource limits, and a uid of its own when started
as root. What does not: the network namespace and the process list are the host's (sockets are refused by seccomp,
`/proc` by Landlock, signals by uid, Landlock or seccomp).
"""

import os
import secrets
import subprocess
import tempfile

from stem2code_eval.render.channel import JailGone, ProcessChannel
from stem2code_eval.render.jail import SandboxUnavailable
from stem2code_eval.render.launchers.common import (
    can_change_uid,
    fresh_uids,
    mapped_uids,
    runner_command,
    runner_environment,
)
from stem2code_eval.render.launchers.folders import JailFolder, first_closed, sweep
from stem2code_eval.render.provision import Environment
from stem2code_eval.render.types import Limits
from stem2code_eval.resources import sandbox_folder


class NativeLauncher:
    """Starts runners with the renderer's own Python environment.

    Args:
        environment: from `stem2code_eval.render.provision`.

    Raises:
        SandboxUnavailable: there is no folder for temporary files, or other accounts may not pass through it.
    """

    name = description = "native"
    own_memory_group = False

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.requirements_sha256 = environment.requirements_sha256
        self._own_uids = can_change_uid()
        try:
            self._temporary = tempfile.gettempdir()
            sweep()
        except OSError as error:
            raise SandboxUnavailable(f"native: no room for temporary files ({error}); set TMPDIR") from error
        closed = first_closed(self._temporary) if self._own_uids else None
        if closed is not None:
            raise SandboxUnavailable(
                f"native: programs run under accounts of their own, which may not pass through {closed}; set TMPDIR"
            )

    def launch(self, limits: Limits) -> ProcessChannel:
        """See `Launcher`."""
        short = self.shortage(limits)
        if short:
            raise SandboxUnavailable(short)
        try:
            folder = JailFolder(shared=self._own_uids)
        except OSError as error:
            raise JailGone(
                f"native: no working folder ({error}); free some room in {self._temporary} or set TMPDIR"
            ) from error
        sandbox = sandbox_folder()
        uids = fresh_uids(mapped_uids()) if self._own_uids else range(0)
        jail = secrets.token_hex(16)
        config = {
            "jail": jail,
            "work_root": folder.work_root,
            "read_only": [str(path) for path in self._environment.read_only_paths()],
            "fonts": str(sandbox / "fonts.toml"),
            "uid_base": uids.start if uids else None,
            "remove_at_end": [folder.work_root, str(folder.outer)],
        }
        command = runner_command(str(self._environment.python), str(sandbox / "runner"), config)
        try:
            return ProcessChannel(command, runner_environment(folder.work_root), jail, uids, folder.remove)
        except (OSError, subprocess.SubprocessError) as error:
            raise JailGone(f"the runner could not be started: {error}") from error

    def shortage(self, limits: Limits) -> str:
        """See `Launcher`; programs write where the host's temporary files are."""
        try:
            disk = os.statvfs(self._temporary)
        except OSError as error:
            return f"native: {self._temporary} cannot be used ({error.strerror}); set TMPDIR"
        free_mb = disk.f_bavail * disk.f_frsize >> 20
        if free_mb >= limits.disk_mb:
            return ""
        return (
            f"native: {self._temporary} has {free_mb} MiB free and a program may need {limits.disk_mb}; "
            "free some or set TMPDIR"
        )

    def close(self) -> None:
        """See `Launcher`."""
