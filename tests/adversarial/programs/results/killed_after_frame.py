# outcome: crash
# tries: send half a result and die by a signal

import os

os.write(3, b"\0\0\0\x40\0\0\0\0" + b'{"state":"figure"')
os.kill(os.getpid(), 11)
