# outcome: crash
# tries: slip past the system-call filter through the 32-bit table

import ctypes
import mmap

code = bytes.fromhex("b8 14 00 00 00 cd 80 c3")  # mov eax, 20 (getpid); int 0x80; ret
private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
page = mmap.mmap(-1, 4096, private, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
if call() > 0:
    print("ESCAPED: 32-bit system calls work")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
