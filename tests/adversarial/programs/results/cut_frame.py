# outcome: tampered
# tries: announce more than it sends and end

import os

os.write(3, b"\0\0\0\x40\0\1\0\0" + b'{"state":"figure"')
os._exit(0)
