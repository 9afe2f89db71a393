# outcome: runtime_error
# tries: end the process while the runner draws

import os

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D


class Leaving(Line2D):
    def draw(self, renderer):
        os._exit(1)


plt.gca().add_line(Leaving([0, 1], [0, 1]))
