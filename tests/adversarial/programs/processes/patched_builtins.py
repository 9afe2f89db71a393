# outcome: ok
# tries: take open, print, import and isinstance from the next program

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
import builtins
import json
import os
import zlib

builtins.open = builtins.print = builtins.__import__ = None
builtins.isinstance = lambda *a: False
os.fork = os.setsid = os.kill = os.close = os.chdir = os.mkdir = None
json.loads = zlib.crc32 = None
