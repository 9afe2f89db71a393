# outcome: ok
# tries: hang whoever walks the folder with links that go round in circles

import os

os.symlink("b", "a")
os.symlink("a", "b")
os.symlink(".", "here")
os.symlink("..", "up")
os.symlink("/", "root")
os.symlink("/proc/self/fd", "descriptors")
os.link("a", "c", follow_symlinks=False)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.savefig("a")
