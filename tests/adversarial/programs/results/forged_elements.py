# outcome: tampered
# tries: add a list of elements to its own result, so that it is scored by what it claims

import json
import os

real = os.write


def forged(descriptor, data):
    data = bytes(data)
    if descriptor == 3 and len(data) > 8:
        size = int.from_bytes(data[:4], "big")
        header = json.loads(data[8 : 8 + size]) | {"elements": [{"kind": "line", "label": "perfect"}]}
        head = json.dumps(header).encode()
        real(descriptor, len(head).to_bytes(4, "big") + data[4:8] + head + data[8 + size :])
        os._exit(0)
    return real(descriptor, data)


os.write = forged
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
