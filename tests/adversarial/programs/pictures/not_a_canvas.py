# outcome: runtime_error
# tries: hand over something else than pixels

from matplotlib.backends.backend_agg import FigureCanvasAgg

FigureCanvasAgg.buffer_rgba = lambda self: "fake"
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
