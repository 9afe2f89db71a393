# outcome: ok
# tries: remove the folder it stands in

import os

import matplotlib.pyplot as plt

os.rmdir(os.getcwd())
plt.plot([0, 1])
plt.savefig("figure.png")
