# outcome: bad_image
# tries: carry text out inside the picture, as a PNG of its own making
# uses: forger, picture_forger

import zlib


def change(header, picture):
    text = b"tEXtComment\0hidden"
    picture = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0e" + text + zlib.crc32(text).to_bytes(4, "big") + picture[8:]
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
