# outcome: tampered
# tries: send bytes that are no text

import os

header = b'\xff\xfe{"state":"\xed\xa0\x80"}'
os.write(3, len(header).to_bytes(4, "big") + bytes(4) + header)
os._exit(0)
