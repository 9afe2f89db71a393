# outcome: resource_limit
# tries: use up the inodes with links to links

import itertools
import os

for number in itertools.count():
    os.symlink(f"l{number - 1}", f"l{number}")
