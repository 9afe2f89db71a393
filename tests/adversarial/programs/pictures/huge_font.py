# outcome: ok
# tries: draw letters larger than any canvas

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.text(0, 0, "x", fontsize=1500)
plt.savefig("figure.png")
