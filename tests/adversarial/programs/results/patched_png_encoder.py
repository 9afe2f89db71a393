# outcome: bad_image
# tries: replace the encoders of Pillow, zlib and zlib-ng, so that the picture is made by the program

import zlib

from PIL import Image
from zlib_ng import zlib_ng


class Faker:
    def compress(self, data):
        return b"fake"

    def flush(self, mode=zlib.Z_FINISH):
        return b""


for library in (zlib, zlib_ng):
    library.compress = lambda *a, **k: b"fake"
    library.compressobj = lambda *a, **k: Faker()
Image.SAVE["PNG"] = lambda *a, **k: None
Image.frombuffer = None
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
