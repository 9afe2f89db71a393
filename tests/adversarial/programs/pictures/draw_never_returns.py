# outcome: timeout
# tries: hang the runner while it draws

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D


class Endless(Line2D):
    def draw(self, renderer):
        while True:
            pass


plt.gca().add_line(Endless([0, 1], [0, 1]))
