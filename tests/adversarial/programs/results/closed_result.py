# outcome: runtime_error
# tries: close the descriptor on which the result is sent

import os

os.close(3)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
