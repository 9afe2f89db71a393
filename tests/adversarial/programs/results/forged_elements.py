# outcome: tampered
# tries: add a list of elements to its own result, so that it is scored by what it claims
# uses: forger

import json


def change(header, picture):
    header = json.dumps(json.loads(header) | {"elements": [{"kind": "line", "label": "perfect"}]}).encode()
    return header, picture


forge(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
