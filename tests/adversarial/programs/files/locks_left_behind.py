# outcome: ok
# tries: lock the files that the next program needs, in a child that outlives
# flags: leftover_process

import fcntl
import os
import time

import matplotlib

read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    held = [open(os.path.join(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf")), open("lock", "w")]
    for file in held:
        fcntl.flock(file, fcntl.LOCK_EX)
    os.write(write, b"locked")
    time.sleep(1000)
os.read(read, 6)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
