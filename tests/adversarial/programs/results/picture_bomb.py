# outcome: bad_image
# tries: send pixels that inflate to 4 GB on the host
# uses: forger, picture_forger

import zlib


def change(header, picture):
    picture = zlib.compress(bytes(1 << 28), 9)[:-4] * 16
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
