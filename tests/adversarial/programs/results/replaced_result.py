# outcome: no_figure
# tries: put something else where the result is sent

import os

os.dup2(1, 3)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
