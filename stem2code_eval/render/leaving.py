"""The second Ctrl-C or SIGTERM: the process dies at once, but for what would outlive it."""

import os
import signal

from stem2code_eval.render.launchers import leftovers


def leave_at_once(number: int, _: object) -> None:
    """Die by this signal, as a handler of it; a third one does not wait even for what has to be removed.

    Runners and their programs end by themselves when this process has gone. A jail that is being started may have a
    folder and no runner yet that would remove it, or a container that nobody would ever start.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    leftovers.remove_all()
    os.kill(os.getpid(), number)
