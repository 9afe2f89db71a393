# outcome: ok
# tries: change how the kernel treats its processes: dumpable, death signal, subreaper, name

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(4, 1, 0, 0, 0)
libc.prctl(36, 1, 0, 0, 0)
libc.prctl(1, 9, 0, 0, 0)
libc.prctl(15, b"runner", 0, 0, 0)
if libc.prctl(38, 0, 0, 0, 0) == 0 or libc.prctl(22, 0, 0, 0, 0) == 0:
    print("ESCAPED: took a filter off")
try:
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1000")
    print("ESCAPED: hid from the kernel's memory killer")
except OSError:
    pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
