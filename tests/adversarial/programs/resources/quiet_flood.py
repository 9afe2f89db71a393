# outcome: resource_limit
# tries: flood stdout from many processes at once
# flags: leftover_process

import os

for _ in range(10):
    if os.fork() == 0:
        break
while True:
    os.write(1, b"\0" * 65536)
