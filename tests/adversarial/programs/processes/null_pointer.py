# outcome: crash
# tries: read through a null pointer

import ctypes

ctypes.string_at(0)
