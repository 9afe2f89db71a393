# outcome: tampered
# tries: send a frame of nothing

import os

os.write(3, bytes(8))
os._exit(0)
