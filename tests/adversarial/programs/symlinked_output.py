# outcome: ok

import os

os.symlink("/etc/passwd", "figure.png")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.savefig("figure.png")
