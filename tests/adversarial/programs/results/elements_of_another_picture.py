# outcome: ok
# tries: send a well-formed element list of another figure; only drawing it again shows that it is another's
# uses: forger, list_forger

import json


def change(elements):
    found = json.loads(elements)
    line = {"kind": "paths", "group": 0, "pieces": [-4], "face": ["ff0000ff"]}
    found["elements"] = [line | {"points": [1600, 1600, 12800, 1600, 12800, 9600, 1600, 9600]}]
    return json.dumps(found).encode()


forge_list(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
