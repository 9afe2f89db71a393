# outcome: runtime_error
# tries: draw, then end with an error

import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
raise SystemExit(3)
