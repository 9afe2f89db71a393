# outcome: ok
# tries: claim an encoding that does not exist, coding: nonsense-8

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
