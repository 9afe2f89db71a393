# outcome: ok
# tries: replace the modules that the next program would import

import sys
import types

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
for name in list(sys.modules):
    if name.split(".")[0] in ("matplotlib", "numpy", "PIL", "struct", "random", "math"):
        sys.modules[name] = types.ModuleType(name)
sys.path[:] = ["/nowhere"]
