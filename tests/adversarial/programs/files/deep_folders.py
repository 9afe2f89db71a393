# outcome: ok
# tries: build a tree of folders deeper than any path may be long, so that nobody can count or remove it

import os

home = os.getcwd()
for level in range(3000):
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
open("bottom", "w").close()
os.chdir(home)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
