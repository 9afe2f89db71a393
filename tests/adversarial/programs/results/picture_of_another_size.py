# outcome: bad_image
# tries: claim another size than the picture has

import os
import re
real = os.write


def forged(descriptor, data):
    data = bytes(data)
    if descriptor == 3 and len(data) > 8:
        size = int.from_bytes(data[:4], "big")
        header, picture = data[8 : 8 + size], data[8 + size :]
        header = re.sub(rb'("(?:width|height)": ?)[0-9]+', rb"\g<1>20000", header)
        picture = picture.replace(b"\0\0\x03\xc0\0\0\x02\xd0", b"\0\0\x4e\x20\0\0\x4e\x20")
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
