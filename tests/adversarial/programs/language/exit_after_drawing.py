# outcome: ok
# tries: end the interpreter after the picture

import sys
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
sys.exit(0)
