# outcome: ok
# flags: blank
# tries: save a figure with nothing on it

import matplotlib.pyplot as plt

plt.figure()
plt.savefig("figure.png")
