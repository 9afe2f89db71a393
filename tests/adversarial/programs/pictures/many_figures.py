# outcome: ok
# flags: multi_figure
# tries: make 200 figures

import matplotlib.pyplot as plt

for i in range(200):
    plt.figure()
    plt.plot([0, i])
