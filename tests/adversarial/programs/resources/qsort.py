# outcome: timeout
# tries: hang in libc, with every signal blocked

import ctypes
import signal

import numpy as np

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
libc = ctypes.CDLL(None)
data = np.random.rand(1 << 24)
for _ in range(1000):
    libc.qsort(ctypes.c_void_p(data.ctypes.data), ctypes.c_size_t(data.size), ctypes.c_size_t(8), libc.memcmp)
    np.random.shuffle(data)
