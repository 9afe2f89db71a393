# outcome: ok
# tries: leave threads that go on changing matplotlib

import threading
import time


def disturb():
    while True:
        import matplotlib

        matplotlib.rcParams["lines.linewidth"] = 30
        time.sleep(0.001)


import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
for number in range(8):
    threading.Thread(target=disturb, daemon=True).start()
