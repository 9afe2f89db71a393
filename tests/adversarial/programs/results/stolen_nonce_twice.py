# outcome: tampered
# tries: send a result with the stolen nonce and then let the runner send its own

import json
import os
import sys

frame, nonce = sys._getframe(), ""
while frame is not None:
    for value in list(frame.f_locals.values()):
        nonce = getattr(value, "nonce", nonce)
    frame = frame.f_back
header = json.dumps({"state": "no_figure", "figures": 0, "network": False, "nonce": nonce}).encode()
os.write(3, len(header).to_bytes(4, "big") + bytes(4) + header)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
