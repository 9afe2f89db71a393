# outcome: tampered
# tries: put pixels of its own choice in place of the drawing; the list of what was drawn has another size

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

FigureCanvasAgg.buffer_rgba = lambda self: memoryview(np.arange(40 * 30 * 4, dtype=np.uint8).reshape(30, 40, 4) | 128)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
