# outcome: resource_limit
# tries: fill the process table with children that nobody collects

import os

while True:
    if os.fork() == 0:
        os._exit(0)
