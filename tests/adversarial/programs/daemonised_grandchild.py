# outcome: ok
# flags: leftover_process

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(0)
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
