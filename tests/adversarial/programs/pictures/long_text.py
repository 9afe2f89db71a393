# outcome: ok
# tries: draw a label of twenty thousand characters in two hundred lines

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.title(("x" * 100 + "\n") * 200)
plt.savefig("figure.png")
