# outcome: resource_limit
# tries: fill the disk with files that have no name any more

import itertools
import os
import time

hoard = []
for number in itertools.count():
    hoard.append(open(f"f{number}", "wb"))
    os.unlink(f"f{number}")
    hoard[-1].write(b"x" * (32 << 20))
    time.sleep(0.05)
