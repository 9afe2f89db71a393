"""Programs made for one place: they are told the paths and process numbers that they must not reach."""

_FILES = r"""
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
PATHS = {paths!r}
NOWHERE = -100


def tried(name, action):
    try:
        action()
        print("ESCAPED:", name, path)
    except OSError:
        pass


for path in PATHS:
    folder, raw = os.path.dirname(path), path.encode()
    tried("read", lambda: open(path, "rb").read())
    tried("write", lambda: open(path, "r+b"))
    tried("append", lambda: open(path, "ab"))
    tried("create beside", lambda: open(path + ".new", "w"))
    tried("truncate", lambda: os.truncate(path, 0))
    tried("unlink", lambda: os.unlink(path))
    tried("rename", lambda: os.rename(path, path + ".old"))
    tried("rename away", lambda: os.rename(path, "stolen"))
    tried("link", lambda: os.link(path, "linked"))
    tried("list", lambda: os.listdir(folder))
    tried("make folder", lambda: os.mkdir(os.path.join(folder, "planted")))
    tried("exchange", lambda: 1 / 0 if libc.renameat2(NOWHERE, raw, NOWHERE, b"figure", 2) == 0 else os.stat(""))
    tried("attribute", lambda: os.setxattr(path, "user.mark", b"x"))
    tried("by the descriptor of a path", lambda: open(f"/proc/self/fd/{{os.open(path, os.O_PATH)}}", "rb").read())
    libc.chmod(raw, 0o666)
    libc.chown(raw, os.getuid(), os.getgid())
    libc.utime(raw, None)
    libc.syscall(452, NOWHERE, raw, 0o666, 0)
    libc.syscall(463, NOWHERE, raw, 0, b"user.mark", ctypes.byref((ctypes.c_uint64 * 2)()), 16)
    libc.syscall(469, NOWHERE, raw, ctypes.byref((ctypes.c_uint64 * 8)()), 24, 0)
    try:
        descriptor = os.open(path, os.O_PATH)
    except OSError:
        continue
    libc.syscall(452, descriptor, b"", 0o666, 0x1000)
    for change in (libc.fchmod, libc.fchown, libc.futimens):
        change(descriptor, 0o666, 0)
"""

_PROCESSES = r"""
import ctypes
import os
import resource
import signal

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
information = (ctypes.c_int * 32)(0, 0, -1)


def tried(name, action):
    try:
        if action() not in (None, -1):
            print("ESCAPED:", name, pid)
    except (OSError, ValueError):
        pass


for pid in {pids!r}:
    for name in ("environ", "cmdline", "mem", "maps", "fd/0", "root/etc/passwd", "cwd/."):
        tried(name, lambda: os.close(os.open(f"/proc/{{pid}}/{{name}}", os.O_RDONLY)) or 1)
    for name in ("cwd", "exe", "root", "fd/0"):
        tried(name, lambda: os.readlink(f"/proc/{{pid}}/{{name}}"))
    tried("trace", lambda: libc.ptrace(0x4206, pid, 0, 0))
    tried("limit", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)))
    tried("priority", lambda: libc.setpriority(0, pid, 19))
    tried("scheduler", lambda: libc.syscall(144, pid, 3, information))
    tried("affinity", lambda: libc.syscall(203, pid, 8, ctypes.byref(ctypes.c_ulong(1))))
    tried("io priority", lambda: libc.syscall(251, 1, pid, 3 << 13))
    tried("group", lambda: libc.setpgid(pid, os.getpgrp()))
    tried("memory", lambda: libc.syscall(310, pid, None, 0, None, 0, 0))
    tried("compare", lambda: libc.syscall(312, pid, os.getpid(), 0, 0, 0))
    tried("pages", lambda: libc.syscall(256, pid, 8, information, information))
    tried("advise", lambda: libc.syscall(440, os.pidfd_open(pid), None, 0, 4, 0))
    tried("descriptor", lambda: libc.syscall(438, os.pidfd_open(pid), 0, 0))
    for number in (0, signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
        information[0] = number
        tried("kill", lambda: libc.kill(pid, number))
        tried("kill group", lambda: libc.kill(-pid, number))
        tried("tkill", lambda: libc.syscall(200, pid, number))
        tried("tgkill", lambda: libc.syscall(234, pid, pid, number))
        tried("queue", lambda: libc.syscall(129, pid, number, information))
        tried("queue to thread", lambda: libc.syscall(297, pid, pid, number, information))
        tried("pidfd", lambda: libc.syscall(424, os.pidfd_open(pid), number, None, 0))
"""

_DRAW = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


def against_files(paths: list[str]) -> str:
    """Return a program that reads and changes these files by every way there is, and then draws."""
    return _FILES.format(paths=paths) + _DRAW


def against_processes(pids: list[int]) -> str:
    """Return a program that signals, reads and changes these processes by every way there is, and then draws."""
    return _PROCESSES.format(pids=pids) + _DRAW
