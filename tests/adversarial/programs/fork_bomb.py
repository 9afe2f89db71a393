# outcome: resource_limit
# flags: leftover_process

import os

while True:
    os.fork()
