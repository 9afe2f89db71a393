# outcome: ok
# tries: open sockets by the system call itself, unseen by Python

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
two = (ctypes.c_int * 2)()
for family in (1, 2, 10, 16, 17, 31, 38, 40, 44):
    if libc.syscall(41, family, 1, 0) != -1 or libc.syscall(41, family, 2, 0) != -1:
        print("ESCAPED: family", family)
    if libc.syscall(53, family, 1, 0, two) != -1:
        print("ESCAPED: pair of family", family)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
