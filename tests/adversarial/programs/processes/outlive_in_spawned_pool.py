# outcome: ok
# flags: leftover_process
# tries: leave workers of a pool, started anew, running

import subprocess
import sys
import time

workers = [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(31415)"]) for _ in range(4)]
time.sleep(0.3)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
