# outcome: ok
# tries: draw what cannot be drawn: NaN, infinity and numbers at the end of the range

import matplotlib.pyplot as plt
import numpy as np

plt.plot([np.nan, np.inf, -np.inf, 1e308, -1e308, 5e-324], [0, 1, 2, np.nan, np.inf, 0])
plt.scatter([1e300, -1e300], [np.nan, 1], s=[np.inf, -1])
plt.savefig("figure.png")
