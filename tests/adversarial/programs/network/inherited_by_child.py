# outcome: ok
# tries: reach the network from a program started anew, which no hook of Python sees

import subprocess
import sys

code = "import socket; socket.socket(); print('open')"
if b"open" in subprocess.run([sys.executable, "-c", code], capture_output=True).stdout:
    print("ESCAPED: a child has a socket")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
