# outcome: ok
# tries: let a child run out of memory, then draw

import subprocess
import sys

done = subprocess.run([sys.executable, "-c", "x = bytearray(3 << 30)"], capture_output=True)
assert b"MemoryError" in done.stderr
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
