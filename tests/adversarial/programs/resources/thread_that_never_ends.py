# outcome: timeout
# tries: draw, then let a thread keep the interpreter from ending

import threading
import time

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
threading.Thread(target=time.sleep, args=(1000,)).start()
