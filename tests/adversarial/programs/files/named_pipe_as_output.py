# outcome: runtime_error
# message: PermissionError
# tries: hang the runner by saving into a pipe that nobody reads

import os

import matplotlib.pyplot as plt

os.mkfifo("figure.png")
plt.plot([0, 1])
plt.savefig("figure.png")
