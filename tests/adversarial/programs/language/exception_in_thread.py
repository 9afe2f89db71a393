# outcome: ok
# tries: fail in a thread, then plot

import threading

thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()
