# outcome: ok
# tries: leave files behind by taking the functions away with which its own process would remove them

import os

import matplotlib.pyplot as plt


def refuse(*args, **kwargs):
    raise SystemExit(3)


plt.plot([0, 1])
plt.savefig("left.png")
os.makedirs("deep/er")
open("deep/er/file", "w").close()
os.listdir = os.unlink = refuse
