# outcome: ok
# tries: leave as one leaves an interactive session

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
quit()
