# outcome: tampered
# tries: send values of other types than the host expects

import os

header = b'{"state":["figure"],"nonce":{"a":[]},"exception":7,"figures":"200","network":"no"}'
os.write(3, len(header).to_bytes(4, "big") + bytes(4) + header)
os._exit(0)
