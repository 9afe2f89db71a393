# outcome: ok
# tries: leave shared memory, semaphores and message queues of the older kind

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for name, arguments in {
    "shmget": (0x5EC2E7, 4096, 0o1666),
    "semget": (0x5EC2E7, 1, 0o1666),
    "msgget": (0x5EC2E7, 0o1666),
    "mq_open": (b"/left_by_attacker", 0o102, 0o666, None),
}.items():
    if getattr(libc, name)(*arguments) != -1:
        print("ESCAPED:", name)
libc.syscall.restype = ctypes.c_long
for name, number, arguments in (("add_key", 248, (b"user", b"left", b"secret", 6, -3)), ("keyctl", 250, (0, -3, 1))):
    if libc.syscall(number, *arguments) != -1:
        print("ESCAPED:", name)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
