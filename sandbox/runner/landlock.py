"""Landlock: file access by an allow-list that an ordinary process puts on itself (`landlock(7)`, Linux 5.13)."""

import ctypes
import os
import struct
from collections.abc import Iterable

_CREATE_RULESET = 444
_ADD_RULE = 445
_RESTRICT_SELF = 446
_RULE_PATH_BENEATH = 1
_CREATE_RULESET_VERSION = 1

_EXECUTE = 1 << 0
_WRITE_FILE = 1 << 1
_READ_FILE = 1 << 2
_READ_DIR = 1 << 3
_ALL_FS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_DIRECTORY_ONLY = ((1 << 14) - 1) & ~(_EXECUTE | _WRITE_FILE | _READ_FILE)
_MAKE_DEVICES = (1 << 6) | (1 << 11)  # MAKE_CHAR, MAKE_BLOCK
_ALL_NET = 3  # BIND_TCP, CONNECT_TCP; ABI 4
_ALL_SCOPES = 3  # abstract UNIX sockets, signals; ABI 6

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def abi() -> int:
    """Return the kernel's Landlock ABI version, 0 where there is none."""
    version: int = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION))
    return max(version, 0)


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"landlock {what}: {os.strerror(code)}")
    return result


class Ruleset:
    """An allow-list made once; each program's process puts itself under it.

    Args:
        read_only: files and folders that may be read and executed; missing ones are passed over.
        read_write: folders in which everything but devices may be made and changed.
        devices: device files that may be read and written.

    Raises:
        OSError: the kernel has no Landlock or refuses a rule.
    """

    def __init__(self, read_only: Iterable[str], read_write: Iterable[str], devices: Iterable[str]) -> None:
        version = abi()
        if version < 1:
            raise OSError("this kernel has no Landlock")
        self.signals_scoped = version >= 6
        self._handled = _ALL_FS_BY_ABI[min(version, 5)]
        attributes = struct.pack(
            "=QQQ", self._handled, _ALL_NET if version >= 4 else 0, _ALL_SCOPES if version >= 6 else 0
        )
        size = 24 if version >= 6 else 16 if version >= 4 else 8
        self._fd = _checked(
            _libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0)), "create"
        )
        os.set_inheritable(self._fd, False)
        for path in read_only:
            self._allow(path, _EXECUTE | _READ_FILE | _READ_DIR)
        for path in read_write:
            self._allow(path, self._handled & ~_MAKE_DEVICES & ~_EXECUTE)
        for path in devices:
            self._allow(path, _READ_FILE | _WRITE_FILE)

    def _allow(self, path: str, access: int) -> None:
        try:
            target = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        try:
            if not os.path.isdir(path):
                access &= ~_DIRECTORY_ONLY
            rule = struct.pack("=Qi", access & self._handled, target)
            _checked(
                _libc.syscall(
                    _ADD_RULE,
                    ctypes.c_int(self._fd),
                    ctypes.c_int(_RULE_PATH_BENEATH),
                    rule,
                    ctypes.c_uint32(0),
                ),
                f"rule for {path}",
            )
        finally:
            os.close(target)

    def restrict_self(self) -> None:
        """Put this process and all it starts under the allow-list, for good; needs no_new_privs."""
        _checked(_libc.syscall(_RESTRICT_SELF, ctypes.c_int(self._fd), ctypes.c_uint32(0)), "restrict")
