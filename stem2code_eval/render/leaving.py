"""The second Ctrl-C or SIGTERM: the process dies at once, but for the folders of its jails, which go before it."""

import os
import signal

from stem2code_eval.render.launchers.folders import remove_all


def leave_at_once(number: int, _: object) -> None:
    """Die by this signal, as a handler of it; a third one does not wait even for that.

    Runners and their programs end by themselves when this process has gone. A jail that is being started may have a
    folder and no runner yet that would remove it.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    remove_all()
    os.kill(os.getpid(), number)
