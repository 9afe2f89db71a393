# outcome: runtime_error
# message: RecursionError
# tries: save the figure while it is drawn, without end

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D


class Again(Line2D):
    def draw(self, renderer):
        self.figure.savefig("figure.png")


plt.gca().add_line(Again([0, 1], [0, 1]))
plt.savefig("figure.png")
