# outcome: ok
# tries: let the program run to its end in two processes, so that two results are sent

import os

child = os.fork()
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
if child:
    os.waitpid(child, 0)
