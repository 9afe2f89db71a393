# outcome: resource_limit
# tries: build a tree of folders deeper than any path may be long, so that nobody can count or remove it

import os

while True:
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
