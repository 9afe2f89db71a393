# outcome: tampered
# tries: answer for the runner: claim what only the runner may tell
# uses: forger

import json


def change(header, picture):
    header = json.dumps(json.loads(header) | {"stopped": "", "cpu_s": 0, "result_size": 5, "oom_kills": 1}).encode()
    return header, picture


forge(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
