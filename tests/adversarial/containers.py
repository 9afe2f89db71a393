"""What the daemon knows of the containers that this process started."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from docker.models.containers import Container
from host import FIRST_JAIL_UID

from stem2code_eval.render.launchers.docker import LABEL, connect


@contextmanager
def _ours() -> Iterator[list[Container]]:
    client = connect()
    try:
        yield client.containers.list(all=True, filters={"label": f"{LABEL}={os.getpid()}"})
    finally:
        client.close()


def processes_of_programs() -> list[str]:
    """Return what runs in our containers under a uid that only programs have."""
    found = []
    with _ours() as containers:
        for container in containers:
            for row in container.top(ps_args="-eo pid,uid,args")["Processes"]:
                if int(row[1]) >= FIRST_JAIL_UID:
                    found.append(" ".join(row))
    return found


def names() -> list[str]:
    """Return the containers of ours that exist, running or not."""
    with _ours() as containers:
        return [str(container.name) for container in containers]
