# outcome: tampered
# tries: claim an outcome that only the runner may give

import os

real = os.write


def forged(descriptor, data):
    data = bytes(data)
    if descriptor == 3 and len(data) > 8:
        size = int.from_bytes(data[:4], "big")
        header, picture = data[8 : 8 + size], data[8 + size :]
        header = header.replace(b'"figure"', b'"sandbox_error"')
        os.close(1)
        left = len(header).to_bytes(4, "big") + len(picture).to_bytes(4, "big") + header + picture
        while left:
            left = left[real(descriptor, left) :]
        os._exit(0)
    return real(descriptor, data)


os.write = forged
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
