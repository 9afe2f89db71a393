# outcome: crash
# tries: overflow the stack of the interpreter

import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x"[:0])


def deep(x):
    return repr(Deep().a) + max([x], key=deep)


deep(1)
