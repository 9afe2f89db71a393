"""A seccomp filter for programs: no sockets, no way into other processes, no kernel surface that drawing never needs.

The filter is classic BPF as in `seccomp(2)`, put together by hand so that nothing has to be installed.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from . import syscalls

_LOAD_WORD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_GREATER_OR_EQUAL = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_JUMP_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000

_OFFSET_NUMBER = 0
_OFFSET_ARCH = 4
_OFFSET_ARGUMENT_1 = 24
_OFFSET_ARGUMENT_0 = 16  # low half; both known architectures are little-endian

_NAMESPACE_FLAGS = 0x7E020080
"""CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""

_X32_BIT = 0x40000000

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2

DENIED = (
    *("socket", "socketpair", "bind", "listen", "connect", "accept", "accept4"),
    *("memfd_create", "memfd_secret"),  # memory that no limit of a process counts
    *("inotify_init", "inotify_init1"),  # tells when others open a file
    "truncate",  # before Landlock ABI 3 no rule covers it
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    *("add_key", "request_key", "keyctl"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("bpf", "perf_event_open", "userfaultfd", "lookup_dcookie", "fanotify_init"),
    *(
        "mount",
        "umount2",
        "move_mount",
        "open_tree",
        "fsopen",
        "fsconfig",
        "fsmount",
        "fspick",
        "mount_setattr",
    ),
    *("pivot_root", "chroot", "unshare", "setns", "mknod", "mknodat"),
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module"),
    *("reboot", "swapon", "swapoff", "sethostname", "setdomainname", "acct", "quotactl", "vhangup"),
    *("settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "syslog", "personality"),
    *("open_by_handle_at", "name_to_handle_at", "iopl", "ioperm", "modify_ldt"),
    *("shmget", "shmat", "shmctl", "semget", "semop", "semctl", "semtimedop"),
    *("msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "mq_unlink"),
    *(
        "setpriority",
        "sched_setaffinity",
        "sched_setscheduler",
        "sched_setparam",
        "sched_setattr",
        "ioprio_set",
    ),
    *("migrate_pages", "move_pages", "mbind", "set_mempolicy"),
)
"""System calls that fail with EPERM, whatever their arguments."""

IGNORED = (
    *("chmod", "fchmod", "fchmodat", "chown", "lchown", "fchown", "fchownat"),
    *("utime", "utimes", "futimesat", "utimensat"),
)
"""Change who may do what with a file, which Landlock does not cover: they do nothing, and say that all went well.

A program that copies a file in its own folder goes on as it would elsewhere; one that means the host's files changes
nothing.
"""

UNSUPPORTED = (
    *("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"),
    "fallocate",
)
"""Fail as on a file system that does not know them (EOPNOTSUPP)."""

_OWNERS = (8, 10, 15)
"""`fcntl` commands that aim a signal at any process: F_SETOWN, F_SETSIG, F_SETOWN_EX."""
_DUMPABLE = (4,)
"""`prctl` options that hide a process from its watcher: PR_SET_DUMPABLE."""

SIGNALLING = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")


def _statement(code: int, operand: int) -> bytes:
    return struct.pack("=HBBI", code, 0, 0, operand)


def _jump(code: int, operand: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)


def _fail(code: int) -> bytes:
    return _statement(_RETURN, _ERRNO | code)


def _answer(names: Iterable[str], code: int) -> list[bytes]:
    """Let system calls return an error, or success without an effect (0), instead of being made."""
    program = []
    for name in names:
        number = syscalls.number(name)
        if number is not None:
            program += [_jump(_JUMP_EQUAL, number, 0, 1), _fail(code)]
    return program


def _not_when_argument_is(name: str, offset: int, forbidden: Iterable[int]) -> list[bytes]:
    """Refuse a system call with one of these values (32 bits) as one of its arguments."""
    checks = [part for value in forbidden for part in (_jump(_JUMP_EQUAL, value, 0, 1), _fail(errno.EPERM))]
    body = [_statement(_LOAD_WORD, offset), *checks, _statement(_LOAD_WORD, _OFFSET_NUMBER)]
    return [_jump(_JUMP_EQUAL, syscalls.number(name) or 0, 0, len(body)), *body]


def _only_when_first_argument_is(name: str, allowed: Iterable[int]) -> list[bytes]:
    """Let a system call through only with one of these first arguments."""
    number = syscalls.number(name)
    if number is None:
        return []
    values = [value & 0xFFFFFFFF for value in allowed]
    checks = [_jump(_JUMP_EQUAL, value, len(values) - i, 0) for i, value in enumerate(values)]
    body = [_statement(_LOAD_WORD, _OFFSET_ARGUMENT_0), *checks, _fail(errno.EPERM)]
    restore = _statement(_LOAD_WORD, _OFFSET_NUMBER)
    return [_jump(_JUMP_EQUAL, number, 0, len(body)), *body, restore]


def build(signal_only: Iterable[int] | None = None) -> bytes:
    """Return the filter as an array of `struct sock_filter`.

    Args:
        signal_only: process ids that may be signalled; None leaves signals to uids and namespaces.

    Raises:
        OSError: the architecture is unknown (ENOSYS).
    """
    machine = syscalls.machine()
    if not machine:
        raise OSError(errno.ENOSYS, "no seccomp filter for this architecture")
    program = [
        _statement(_LOAD_WORD, _OFFSET_ARCH),
        _jump(_JUMP_EQUAL, syscalls.AUDIT_ARCH[machine], 1, 0),
        _statement(_RETURN, _KILL_PROCESS),
        _statement(_LOAD_WORD, _OFFSET_NUMBER),
    ]
    if machine == "x86_64":
        program += [_jump(_JUMP_GREATER_OR_EQUAL, _X32_BIT, 0, 1), _fail(errno.ENOSYS)]
    program += [_jump(_JUMP_GREATER_OR_EQUAL, syscalls.NEWEST + 1, 0, 1), _fail(errno.ENOSYS)]
    program += _answer(DENIED, errno.EPERM)
    program += _answer(IGNORED, 0)
    program += _answer(UNSUPPORTED, errno.EOPNOTSUPP)
    program += _not_when_argument_is("fcntl", _OFFSET_ARGUMENT_1, _OWNERS)
    program += _not_when_argument_is("prctl", _OFFSET_ARGUMENT_0, _DUMPABLE)
    program += [_jump(_JUMP_EQUAL, syscalls.number("clone3") or 0, 0, 1), _fail(errno.ENOSYS)]
    program += [
        _jump(_JUMP_EQUAL, syscalls.number("clone") or 0, 0, 4),
        _statement(_LOAD_WORD, _OFFSET_ARGUMENT_0),
        _jump(_JUMP_ANY_BIT, _NAMESPACE_FLAGS, 0, 1),
        _fail(errno.EPERM),
        _statement(_LOAD_WORD, _OFFSET_NUMBER),
    ]
    program += _only_when_first_argument_is("prlimit64", [0])
    if signal_only is not None:
        allowed = list(signal_only)
        for name in SIGNALLING:
            program += _only_when_first_argument_is(name, allowed)
    program.append(_statement(_RETURN, _ALLOW))
    return b"".join(program)


class _SockFprog(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


_libc = ctypes.CDLL(None, use_errno=True)


def no_new_privileges() -> None:
    """Give up for good what set-uid files and file capabilities could add (`prctl(2)`)."""
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")


def install(program: bytes) -> None:
    """Put this process and all it starts under the filter, for good.

    Raises:
        OSError: the kernel refuses; nothing is confined then.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    fprog = _SockFprog(len(program) // 8, ctypes.addressof(buffer))
    if _libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(fprog), 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")
