# outcome: out_of_memory
# tries: fill the memory of the machine with anonymous mappings

import mmap

hoard = [mmap.mmap(-1, 500 << 20)]
while True:
    hoard.append(mmap.mmap(-1, 64 << 20))
    hoard[-1].write(b"x" * (32 << 20))
