# outcome: out_of_memory
# tries: fill the memory of the machine from C, past everything that Python counts

import ctypes

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
room = libc.malloc(ctypes.c_size_t(500 << 20))
while True:
    block = libc.malloc(ctypes.c_size_t(32 << 20))
    if not block:
        raise MemoryError
    ctypes.memset(block, 1, 32 << 20)
