# outcome: runtime_error
# message: ValueError
# tries: set limits that are no numbers

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.xlim(float("nan"), float("inf"))
plt.show()
