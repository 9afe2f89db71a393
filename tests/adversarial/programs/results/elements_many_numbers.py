# outcome: tampered
# tries: send a list with more numbers than a list may have
# uses: forger, list_forger
# message: the element list is not one

import json


def change(elements):
    found = json.loads(elements)
    found["elements"][0]["points"] = [0] * 700_000
    return json.dumps(found, separators=(",", ":")).encode()


forge_list(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
