# outcome: ok
# tries: become root in a namespace of its own and mount what it likes

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x00000080):
    if libc.unshare(flag | 0x10000000) == 0 or libc.unshare(flag) == 0:
        print("ESCAPED: unshare", hex(flag))
    if libc.syscall(56, flag | 0x10000000 | 17, 0, 0, 0, 0) not in (-1,):
        print("ESCAPED: clone", hex(flag))
clone3 = (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17)
if libc.syscall(435, ctypes.byref(clone3), 88) != -1:
    print("ESCAPED: clone3")
for name, arguments in {
    "mount": (b"none", b".", b"tmpfs", 0, None),
    "umount2": (b"/", 2),
    "chroot": (b".",),
    "pivot_root": (b".", b"."),
    "setns": (0, 0),
}.items():
    if getattr(libc, name, lambda *a: -1)(*arguments) != -1:
        print("ESCAPED:", name)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
