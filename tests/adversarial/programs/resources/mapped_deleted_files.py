# outcome: resource_limit
# tries: fill the disk with files that are neither named nor open but only mapped

import itertools
import mmap
import os
import time

hoard = []
for number in itertools.count():
    with open(f"f{number}", "w+b") as file:
        file.write(b"x" * (8 << 20))
        file.flush()
        hoard.append(mmap.mmap(file.fileno(), 8 << 20))
    os.unlink(f"f{number}")
    time.sleep(0.02)
