# outcome: tampered
# tries: send the element list of a larger picture
# uses: forger, list_forger
# message: it is of a picture of 3200 x 2400 pixels

import json


def change(elements):
    return json.dumps(json.loads(elements) | {"width": 3200, "height": 2400}).encode()


forge_list(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
