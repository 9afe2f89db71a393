# outcome: ok
# tries: ask for a resolution without end

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.savefig("figure.png", dpi=float("inf"))
