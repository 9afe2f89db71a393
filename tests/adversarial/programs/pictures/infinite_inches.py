# outcome: runtime_error
# message: ValueError
# tries: make a figure without end

import matplotlib.pyplot as plt

plt.figure(figsize=(float("inf"), 1))
plt.plot([0, 1])
plt.savefig("figure.png")
