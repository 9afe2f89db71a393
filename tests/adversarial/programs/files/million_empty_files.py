# outcome: resource_limit
# tries: use up the inodes

import itertools

for number in itertools.count():
    open(f"f{number}", "w").close()
