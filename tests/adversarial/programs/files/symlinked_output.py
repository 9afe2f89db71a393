# outcome: ok
# tries: save through a link to a file of the machine

import os

os.symlink("/etc/passwd", "figure.png")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.savefig("figure.png")
