# outcome: ok
# tries: end every process of the machine one by one

import os

own = os.getpid()
for pid in [*range(1, 140_000), *range(1, 300, 7)]:
    if pid == own:
        continue
    try:
        os.kill(pid, 9)
        print("ESCAPED: killed", pid)
    except OSError:
        pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
