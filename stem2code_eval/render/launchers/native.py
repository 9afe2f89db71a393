"""The runner as an ordinary child process: nothing to install, and it works where namespaces are forbidden.

What holds a program: Landlock for files, seccomp for system calls, resource limits, and a uid of its own when started
as root. What does not: the network namespace and the process list are the host's (sockets are refused by seccomp,
`/proc` by Landlock, signals by uid, Landlock or seccomp).
"""

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from stem2code_eval.render.channel import JailGone, ProcessChannel
from stem2code_eval.render.launchers.common import (
    can_change_uid,
    fresh_uids,
    runner_command,
    runner_environment,
)
from stem2code_eval.render.provision import Environment
from stem2code_eval.render.types import Limits
from stem2code_eval.resources import sandbox_folder


class NativeLauncher:
    """Starts runners with the renderer's own Python environment.

    Args:
        environment: from `stem2code_eval.render.provision`.
    """

    name = "native"
    own_memory_group = False

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.requirements_sha256 = environment.requirements_sha256
        self._base = Path(tempfile.mkdtemp(prefix="stem2code-"))
        self._base.chmod(stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH)
        self._own_uids = can_change_uid()

    def launch(self, limits: Limits) -> ProcessChannel:
        """See `Launcher`."""
        work_root = tempfile.mkdtemp(dir=self._base)
        os.chmod(work_root, 0o1777 if self._own_uids else 0o700)
        sandbox = sandbox_folder()
        config = {
            "work_root": work_root,
            "read_only": [str(path) for path in self._environment.read_only_paths()],
            "fonts": str(sandbox / "fonts.toml"),
            "uid_base": fresh_uids() if self._own_uids else None,
            "remove_at_end": [work_root, str(self._base)],
        }
        command = runner_command(str(self._environment.python), str(sandbox / "runner"), config)
        try:
            return ProcessChannel(command, runner_environment(work_root))
        except OSError as error:
            raise JailGone(f"the runner could not be started: {error}") from error

    def close(self) -> None:
        """See `Launcher`."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self._base)
