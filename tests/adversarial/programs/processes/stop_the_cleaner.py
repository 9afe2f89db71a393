# outcome: ok
# flags: leftover_process
# tries: stop whoever comes under its uid to clean up, so that the cleaning never ends

import os
import signal

parent = os.getpid()
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        while os.getppid() == parent:
            pass
        while True:
            try:
                os.kill(-1, signal.SIGSTOP)
            except OSError:
                pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
