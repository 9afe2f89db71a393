# outcome: out_of_memory
# tries: open a picture of ten gigapixels of its own making

import struct
import zlib

import matplotlib.pyplot as plt


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
with open("bomb.png", "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))))
plt.imshow(plt.imread("bomb.png"))
