# outcome: runtime_error
# tries: run LaTeX

import matplotlib.pyplot as plt

plt.rcParams["text.usetex"] = True
plt.title("a")
plt.show()
