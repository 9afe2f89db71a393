# outcome: ok
# tries: plant a matplotlibrc, a font cache and a style for whoever draws next

import os

os.makedirs("matplotlib/stylelib", exist_ok=True)
os.makedirs("../stylelib", exist_ok=True)
for path in ("matplotlibrc", "../matplotlibrc", "matplotlib/matplotlibrc", "../stylelib/default.mplstyle"):
    with open(path, "w") as file:
        file.write("lines.linewidth: 40\nfigure.facecolor: red\n")
with open("../fontlist-v390.json", "w") as file:
    file.write("{}")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
