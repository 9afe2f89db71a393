# outcome: resource_limit
# tries: fill the host memory through stderr

import os

while True:
    os.write(2, b"x" * 65536)
