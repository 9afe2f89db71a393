# outcome: tampered
# tries: fill the host memory through the result pipe

import os

while True:
    os.write(3, b"x" * 65536)
