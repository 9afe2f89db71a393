# outcome: runtime_error
# message: no such thing
# tries: leave with a message instead of a code

import sys

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
sys.exit("no such thing")
