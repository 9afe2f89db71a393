# outcome: tampered
# tries: send coordinates for which nobody has memory
# uses: forger, list_forger
# message: the element list is not one

import json


def change(elements):
    found = json.loads(elements)
    found["elements"][0]["points"][0] = 10**9
    return json.dumps(found).encode()


forge_list(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
