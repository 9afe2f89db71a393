# outcome: resource_limit
# tries: reserve 1 TiB of disk without writing

import os

with open("reserved", "wb") as file:
    os.posix_fallocate(file.fileno(), 0, 1 << 40)
