# outcome: no_figure
# tries: take hold of the runner's own recorder through the collector and empty it, which only loses its own figure

import gc

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
for thing in gc.get_objects():
    if type(thing).__name__ == "Watch":
        thing._snapshot = None
        thing._made.clear()
        thing._offered = [None] * 3
