# outcome: ok
# tries: take matplotlib from under the runner after drawing

import sys

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
for name in list(sys.modules):
    if name.startswith(("matplotlib", "numpy", "PIL")):
        del sys.modules[name]
