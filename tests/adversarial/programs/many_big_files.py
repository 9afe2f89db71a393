# outcome: resource_limit

import itertools

for i in itertools.count():
    with open(f"part{i}", "wb") as file:
        file.write(b"x" * (32 << 20))
