# outcome: ok
# tries: start another interpreter, which is allowed

import subprocess
import sys

assert subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True).stdout == b"1\n"
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
