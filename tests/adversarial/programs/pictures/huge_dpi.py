# outcome: ok
# tries: ask for a picture of gigapixels by its resolution, which is not the program's to choose

import matplotlib.pyplot as plt

plt.rcParams["savefig.dpi"] = 100_000
plt.rcParams["figure.dpi"] = 100_000
plt.plot([0, 1])
plt.savefig("figure.png", dpi=100_000)
