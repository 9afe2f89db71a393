# outcome: ok
# tries: reserve disk by the system call itself, in pieces, beyond the end of files

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for number in range(12):
    descriptor = os.open(f"reserved{number}", os.O_CREAT | os.O_RDWR)
    for mode in (0, 1, 0x10):
        if libc.fallocate(descriptor, mode, ctypes.c_int64(0), ctypes.c_int64(60 << 20)) == 0:
            print("ESCAPED: reserved 60 MiB")
    os.close(descriptor)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
