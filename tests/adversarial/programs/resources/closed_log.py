# outcome: ok
# tries: close stdout and stderr, so that whoever writes there fails

import os
import sys

sys.stdout.close()
os.close(1)
os.close(2)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
