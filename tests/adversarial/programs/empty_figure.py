# outcome: ok
# flags: blank

import matplotlib.pyplot as plt

plt.figure()
plt.savefig("figure.png")
