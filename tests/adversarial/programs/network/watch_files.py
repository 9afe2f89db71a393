# outcome: runtime_error
# message: watch
# tries: watch the folders of others for changes

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
descriptor = libc.inotify_init()
if descriptor == -1 or libc.inotify_add_watch(descriptor, b"/tmp", 0xFFF) == -1:
    raise OSError(ctypes.get_errno(), "watch")
print("ESCAPED: watches /tmp")
