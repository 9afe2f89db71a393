# outcome: ok
# tries: raise its own limits and priority, and those of the runner

import os
import resource

for number in range(16):
    soft, hard = resource.getrlimit(number)
    try:
        resource.setrlimit(number, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if hard != resource.RLIM_INFINITY:
            print("ESCAPED: raised limit", number)
    except (OSError, ValueError):
        pass
    for pid in (os.getppid(), 1):
        try:
            resource.prlimit(pid, number, (0, 0))
            print("ESCAPED: set a limit of", pid)
        except (OSError, ValueError):
            pass
for change in (
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -20),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)),
    lambda: os.sched_setaffinity(os.getppid(), {0}),
    lambda: os.sched_setaffinity(0, {0}),
):
    try:
        change()
        print("ESCAPED: changed scheduling")
    except OSError:
        pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
