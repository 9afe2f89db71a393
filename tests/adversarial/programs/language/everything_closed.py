# outcome: runtime_error
# tries: close every descriptor there is

import os

os.closerange(0, 1024)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
