# outcome: out_of_memory
# tries: inflate a few kilobytes to gigabytes

import zlib

import numpy as np

room = np.empty(400 << 20, np.uint8)
deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
block = deflater.compress(bytes(1 << 26)) + deflater.flush(zlib.Z_FULL_FLUSH)
x = zlib.decompress(block * 40, -15)
