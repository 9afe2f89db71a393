# outcome: bad_image
# tries: hand over a canvas that says another size than it has

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg


class Lying(np.ndarray):
    @property
    def shape(self):
        return (9000, 9000, 4)


FigureCanvasAgg.buffer_rgba = lambda self: np.zeros((9000, 9000, 4), np.uint8)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
