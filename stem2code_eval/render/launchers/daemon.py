"""The Docker daemon: reaching it, what it offers, and clearing away containers that nobody owns any more."""

import contextlib
import math
import threading
import time
from typing import Any

import docker
from docker.errors import APIError, DockerException, NotFound

from stem2code_eval.render.jail import SandboxUnavailable
from stem2code_eval.render.launchers.common import FEW_UIDS, FREE_UIDS
from stem2code_eval.render.launchers.owner import LABEL, is_orphan

_TIMEOUT_S = 60
_SHORT_TIMEOUT_S = 10
"""For a greeting and for the removal of a container, on which an ending process waits."""
_PAUSE_S = 0.05


def connect() -> docker.DockerClient:
    """Return a client of the daemon that the environment names.

    Raises:
        SandboxUnavailable: none answers.
    """
    try:
        client = docker.from_env(timeout=_SHORT_TIMEOUT_S)
        client.ping()
    except (DockerException, OSError) as error:
        if "Permission denied" in str(error):
            raise SandboxUnavailable("docker: this account may not use the daemon (see the group `docker`)") from error
        raise SandboxUnavailable(f"docker: no daemon answers ({str(error).splitlines()[0][:200]})") from error
    return client


class Daemon:
    """The daemon that the environment names.

    Raises:
        SandboxUnavailable: none answers.
    """

    def __init__(self) -> None:
        self.client = connect()
        self.client.api.timeout = _TIMEOUT_S
        self._ending = connect()
        try:
            facts: dict[str, Any] = self.client.info()
        except (DockerException, OSError) as error:
            self.close()
            raise SandboxUnavailable(f"docker: the daemon does not say what it is ({error})") from error
        options = [str(option) for option in facts.get("SecurityOptions") or []]
        few = any("name=userns" in option or "name=rootless" in option for option in options)
        self.uids = FEW_UIDS if few else FREE_UIDS
        """Those that a container's user namespace maps."""
        self.runtimes = frozenset(facts.get("Runtimes") or {})
        self._owed: set[str] = set()
        """Containers of ours that are to be removed and could not be."""
        self._lock = threading.Lock()

    def remove(self, name: str, patience_s: float = 0.0) -> None:
        """Kill and remove a container of ours by its name; when the daemon does not do it now, `sweep` will.

        Args:
            name: of the container.
            patience_s: for how long to look for one that the daemon may still be making.
        """
        deadline = time.monotonic() + patience_s
        try:
            while not _is_removed(self._ending, name) and time.monotonic() < deadline:
                time.sleep(_PAUSE_S)
        except (DockerException, OSError):
            with self._lock:
                self._owed.add(name)
        else:
            with self._lock:
                self._owed.discard(name)

    def remove_before_leaving(self, name: str, timeout_s: float) -> bool:
        """Do the same on a connection of its own, whatever the others are in the middle of; see `leftovers.add`."""
        version = self.client.api.api_version
        with contextlib.closing(docker.from_env(version=version, timeout=math.ceil(timeout_s))) as client:
            try:
                return _is_removed(client, name)
            except (DockerException, OSError):
                return False

    def sweep(self) -> None:
        """Remove those of our containers that could not be removed before."""
        with self._lock:
            owed = list(self._owed)
        for name in owed:
            self.remove(name)

    def sweep_orphans(self) -> None:
        """Remove containers of evaluations on this host that were killed outright."""
        with contextlib.suppress(DockerException, OSError):
            for found in self._ending.api.containers(all=True, filters={"label": LABEL}):
                if is_orphan(found["Labels"]):
                    self.remove(found["Id"])

    def close(self) -> None:
        """Let go of the daemon. Idempotent."""
        self.client.close()
        self._ending.close()


def _is_removed(client: docker.DockerClient, name: str) -> bool:
    """Remove a container; return False where there is none.

    Raises:
        DockerException, OSError: it could not be removed.
    """
    try:
        client.api.remove_container(name, v=True, force=True)
    except NotFound:
        return False
    except APIError as error:
        if "already in progress" not in str(error):
            raise
    return True
