# outcome: out_of_memory
# flags: child_oom, leftover_process
# tries: pass the memory limit by spreading it over children that each stay below

import os
import signal
import time

CHILDREN = 4
for _ in range(CHILDREN):
    if os.fork() == 0:
        hoard = []
        while len(hoard) < 60:
            hoard.append(bytearray(b"x") * (16 << 20))
            time.sleep(0.03)
        time.sleep(1000)
for _ in range(CHILDREN):
    if os.waitstatus_to_exitcode(os.wait()[1]) == -signal.SIGKILL:
        os.kill(os.getpid(), signal.SIGKILL)
