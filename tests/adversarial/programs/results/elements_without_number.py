# outcome: tampered
# tries: send a size that is no number
# uses: forger, list_forger
# message: the element list is not one: dpi

import json


def change(elements):
    return json.dumps(json.loads(elements) | {"dpi": float("nan")}).encode()


forge_list(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
