# outcome: runtime_error
# message: planted
# tries: fail while the runner draws

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D


class Failing(Line2D):
    def draw(self, renderer):
        raise KeyboardInterrupt("planted")


plt.gca().add_line(Failing([0, 1], [0, 1]))
