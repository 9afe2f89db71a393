# outcome: ok
# tries: go elsewhere before saving

import os

import matplotlib.pyplot as plt

os.chdir("/")
plt.plot([0, 1])
plt.savefig("figure.png")
