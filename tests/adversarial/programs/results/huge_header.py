# outcome: tampered
# tries: send a header of 12 MB

import os

header = b'{"state":"' + b"x" * 12_000_000 + b'"}'
data = len(header).to_bytes(4, "big") + bytes(4) + header
while data:
    data = data[os.write(3, data) :]
os._exit(0)
