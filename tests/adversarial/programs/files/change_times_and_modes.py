# outcome: ok
# tries: change mode, owner, times and attributes of files of the machine by every system call there is for it

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
CALLS = {"chmod": 90, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "lchown": 94, "utimes": 235, "utimensat": 280}
for path in ("/etc/passwd", "/etc", "/usr/lib", os.__file__):
    if not os.path.exists(path):
        continue
    before = os.stat(path)
    raw = path.encode()
    libc.syscall(CALLS["chmod"], raw, 0o777)
    libc.syscall(CALLS["fchmodat"], -100, raw, 0o777)
    libc.syscall(CALLS["fchmodat2"], -100, raw, 0o777, 0)
    libc.syscall(CALLS["chown"], raw, os.getuid(), os.getgid())
    libc.syscall(CALLS["lchown"], raw, os.getuid(), os.getgid())
    libc.syscall(CALLS["utimes"], raw, None)
    libc.syscall(CALLS["utimensat"], -100, raw, None, 0)
    if libc.setxattr(raw, b"user.mark", b"x", 1, 0) == 0:
        print("ESCAPED: set an attribute of", path)
    after = os.stat(path)
    same = ("st_mode", "st_uid", "st_gid", "st_mtime_ns")
    if any(getattr(before, name) != getattr(after, name) for name in same):
        print("ESCAPED: changed", path)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
