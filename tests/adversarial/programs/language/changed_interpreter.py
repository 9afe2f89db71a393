# outcome: crash
# tries: change the interpreter's own constants through C

import ctypes

ctypes.memset(id(None), 0, 16)
ctypes.memset(id(int), 0, 400)
x = None
