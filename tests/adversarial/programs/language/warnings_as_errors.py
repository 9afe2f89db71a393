# outcome: ok
# tries: turn every warning of the runner into an error

import warnings

warnings.simplefilter("error")
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
