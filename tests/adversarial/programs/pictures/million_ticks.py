# outcome: timeout
# tries: ask for a million ticks

import matplotlib.pyplot as plt
from matplotlib.ticker import MultipleLocator

fig, ax = plt.subplots()
ax.plot([0, 1])
ax.xaxis.set_major_locator(MultipleLocator(1e-6))
plt.savefig("figure.png")
