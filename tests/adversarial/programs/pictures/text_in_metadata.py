# outcome: ok
# tries: carry text out in the picture's metadata

import os

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.savefig("figure.png", metadata={"Comment": repr(os.environ), "Software": "hidden", "Author": "hidden"})
