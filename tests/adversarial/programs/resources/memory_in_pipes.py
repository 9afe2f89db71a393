# outcome: resource_limit
# tries: hoard kernel memory in pipes that nobody reads

import fcntl
import os

hoard = []
while True:
    read, write = os.pipe()
    hoard.append((read, write))
    try:
        fcntl.fcntl(write, 1031, 1 << 20)
    except OSError:
        pass
    os.set_blocking(write, False)
    try:
        while True:
            os.write(write, b"x" * 65536)
    except BlockingIOError:
        pass
