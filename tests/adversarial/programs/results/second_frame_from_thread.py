# outcome: tampered
# tries: let a daemon thread write into the result while the program draws

import os
import threading

threading.Thread(target=lambda: os.write(3, b"x"), daemon=True).start()
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
