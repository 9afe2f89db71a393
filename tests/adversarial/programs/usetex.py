# outcome: runtime_error

import matplotlib.pyplot as plt

plt.rcParams["text.usetex"] = True
plt.title("a")
plt.show()
