# outcome: ok
# tries: dig the nonce out of the runner's frames and send pixels of its own choice; it gains no more than imshow of them

import json
import os
import sys
import zlib

frame, nonce = sys._getframe(), ""
while frame is not None:
    for value in list(frame.f_locals.values()):
        nonce = getattr(value, "nonce", nonce)
    frame = frame.f_back
pixels = zlib.compress(b"\0" + b"\xff\0\0\xff" * 2 + b"\0" + b"\0\xff\0\xff" * 2)
head = {"state": "figure", "figures": 1, "network": False, "nonce": nonce, "width": 2, "height": 2}
header = json.dumps(head).encode()
os.write(3, len(header).to_bytes(4, "big") + len(pixels).to_bytes(4, "big") + header + pixels)
os._exit(0)
