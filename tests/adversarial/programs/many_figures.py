# outcome: ok
# flags: multi_figure

import matplotlib.pyplot as plt

for i in range(200):
    plt.figure()
    plt.plot([0, i])
