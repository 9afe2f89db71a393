# outcome: runtime_error
# message: Error
# tries: make a figure without size

import matplotlib.pyplot as plt

plt.figure(figsize=(0, 0))
plt.plot([0, 1])
plt.savefig("figure.png")
