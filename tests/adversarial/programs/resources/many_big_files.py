# outcome: resource_limit
# tries: write many files below the limit for one

import itertools

for i in itertools.count():
    with open(f"part{i}", "wb") as file:
        file.write(b"x" * (32 << 20))
