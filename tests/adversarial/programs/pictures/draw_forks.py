# outcome: ok
# tries: fork while the runner draws, so that two processes go on in it

import os

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D


class Forking(Line2D):
    def draw(self, renderer):
        child = os.fork()
        if child:
            os.waitpid(child, 0)
        super().draw(renderer)


plt.gca().add_line(Forking([0, 1], [0, 1]))
