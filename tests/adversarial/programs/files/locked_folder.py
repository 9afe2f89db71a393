# outcome: ok
# tries: leave a folder that cannot be entered, so that it cannot be emptied

import os

os.makedirs("a/b/c")
open("a/b/c/d", "w").close()
os.chmod("a/b", 0)
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
