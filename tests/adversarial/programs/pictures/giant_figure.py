# outcome: out_of_memory
# tries: ask for a canvas of 5.6 gigapixels

import matplotlib.pyplot as plt

plt.figure(figsize=(500, 500))
plt.plot([0, 1])
plt.show()
