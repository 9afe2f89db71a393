# outcome: ok
# tries: end every process of the machine at once

import os

for number in (19, 15, 9):
    try:
        os.kill(-1, number)
    except OSError:
        pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
