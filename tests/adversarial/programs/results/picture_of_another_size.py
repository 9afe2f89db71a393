# outcome: bad_image
# tries: claim another size than the picture has
# uses: forger, picture_forger

import re


def change(header, picture):
    header = re.sub(rb'("(?:width|height)": ?)[0-9]+', rb"\g<1>20000", header)
    picture = picture.replace(b"\0\0\x03\xc0\0\0\x02\xd0", b"\0\0\x4e\x20\0\0\x4e\x20")
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
