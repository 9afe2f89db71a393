# outcome: tampered
# tries: send NaN, infinity, huge numbers and the same key twice

import os

header = b'{"state":"figure","state":"ok","figures":NaN,"nonce":Infinity,"width":-1e999,"height":' + b"9" * 5000 + b"}"
os.write(3, len(header).to_bytes(4, "big") + bytes(4) + header)
os._exit(0)
