# outcome: ok
# tries: read and change the memory of the runner by every door

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
parent = os.getppid()
target = ctypes.create_string_buffer(b"planted")


class Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


vector = ctypes.byref(Vector(ctypes.addressof(target), 7))
for name in ("process_vm_readv", "process_vm_writev"):
    if getattr(libc, name)(parent, vector, 1, vector, 1, 0) != -1:
        print("ESCAPED:", name)
for request in (16, 0x4206):
    if libc.ptrace(request, parent, 0, 0) != -1:
        print("ESCAPED: ptrace", request)
for path in (f"/proc/{parent}/mem", f"/proc/{parent}/task/{parent}/mem", "/dev/mem", "/proc/kcore", "/dev/kmsg"):
    for mode in ("rb", "r+b"):
        try:
            open(path, mode, buffering=0)
            print("ESCAPED:", path, mode)
        except OSError:
            pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
