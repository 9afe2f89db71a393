# outcome: ok
# flags: leftover_process
# tries: leave a process of another session behind

import subprocess
import sys

import matplotlib.pyplot as plt

sleeper = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(31415)"
subprocess.Popen([sys.executable, "-c", sleeper]).wait()
plt.plot([0, 1])
plt.show()
