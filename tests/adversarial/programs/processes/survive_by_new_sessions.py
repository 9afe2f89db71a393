# outcome: ok
# flags: leftover_process
# tries: leave a process that keeps moving to a new process and session

import os
import time

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
if os.fork() == 0:
    while True:
        if os.fork():
            os._exit(0)
        os.setsid()
        time.sleep(0.001)
time.sleep(0.2)
