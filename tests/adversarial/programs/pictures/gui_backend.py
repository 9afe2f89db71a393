# outcome: ok
# tries: open a window

import matplotlib

matplotlib.use("TkAgg")
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
