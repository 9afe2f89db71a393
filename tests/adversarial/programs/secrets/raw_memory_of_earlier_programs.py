# outcome: ok
# tries: find the text of an earlier program in memory that was given back but not wiped

import ctypes
import os
import re

libc = ctypes.CDLL(None, use_errno=True)
libc.malloc.restype = ctypes.c_void_p
read, write = os.pipe()
remains = re.compile(rb"VICTIM-TOKEN[0-9]{4}")
starts = {libc.malloc(size) & ~0xFFFFF for size in (64, 512, 4000, 30_000, 100_000)}
starts |= {id(x) & ~0xFFFFF for x in (object(), [], "a" * 300, b"b" * 500, os)}
pages = {start + offset for start in starts for offset in range(-(32 << 20), 32 << 20, 4096)}
for page in sorted(pages):
    if libc.write(write, ctypes.c_void_p(page), ctypes.c_size_t(4096)) == 4096:
        found = remains.search(os.read(read, 4096))
        if found:
            print("ESCAPED: found an earlier program in memory:", found)
            break
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
