# outcome: resource_limit
# flags: leftover_process
# tries: fork without end

import os

while True:
    os.fork()
