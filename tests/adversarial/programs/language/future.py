# outcome: ok
# tries: change the language for the runner through the future

from __future__ import annotations

x: undefined_name = 1
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
