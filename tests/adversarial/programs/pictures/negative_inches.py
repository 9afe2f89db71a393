# outcome: runtime_error
# message: Error
# tries: make a figure of negative size

import matplotlib.pyplot as plt

fig, ax = plt.subplots()
fig.set_size_inches(-4, 3)
ax.plot([0, 1])
plt.savefig("figure.png")
