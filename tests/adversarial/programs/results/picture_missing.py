# outcome: bad_image
# tries: claim a figure and send none

import os

real = os.write


def forged(descriptor, data):
    data = bytes(data)
    if descriptor == 3 and len(data) > 8:
        size = int.from_bytes(data[:4], "big")
        header, picture = data[8 : 8 + size], data[8 + size :]
        picture = b""
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
