# outcome: no_figure
# tries: take hold of the runner's own recorder through a hook's closure and empty it, which only loses its own figure

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

plt.plot([0, 1])
plt.show()
for cell in Figure.__init__.__closure__:
    if type(cell.cell_contents).__name__ == "Watch":
        cell.cell_contents._snapshot = None
        cell.cell_contents._made.clear()
        cell.cell_contents._offered = [None] * 3
