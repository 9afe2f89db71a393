# outcome: out_of_memory

import matplotlib.pyplot as plt

plt.figure(figsize=(500, 500))
plt.plot([0, 1])
plt.show()
