"""Which Python runs inside the bubblewrap and native jails.

The interpreter that runs this command is the first choice. Started as root it must also work for other
accounts: programs run there under a uid of their own, and a Python in root's home (pyenv, conda, uv) is out
of their reach. Reachability is tried out, not derived from permission bits.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision.cache import Say
from stem2code_eval.render.provision.commands import program_uid, run_tool

OLDEST = (3, 11)
_PROBE = """
import ctypes, json, sys, sysconfig, venv, zlib
print(json.dumps({"version": sys.version.split()[0], "paths": [sysconfig.get_path("stdlib"),
      sysconfig.get_path("platstdlib")], "prefix": sys.base_prefix}))
"""
_NOT_COPIED = ("site-packages", "dist-packages", "test", "idlelib", "tkinter", "turtledemo", "config-*")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that is not a virtual environment, and where its standard library lies."""

    executable: Path
    version: str
    """Such as `3.11.7`."""
    paths: tuple[Path, ...]
    """Executable and standard library."""

    @property
    def minor(self) -> str:
        """Major and minor version, such as `3.11`."""
        return ".".join(self.version.split(".")[:2])


def own_interpreter() -> Path:
    """Return the interpreter behind this process; outside the virtual environment, if it runs in one."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()


def probe(executable: Path) -> Interpreter | None:
    """Return the interpreter at `executable` if it works for the accounts that need it, else `None`."""
    try:
        done = run_tool([str(executable), "-I", "-c", _PROBE], env={}, uid=program_uid(), timeout_s=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    found = json.loads(done.stdout)
    if tuple(map(int, found["version"].split(".")[:2])) < OLDEST:
        return None
    paths = dict.fromkeys([executable, *map(Path, found["paths"])])
    return Interpreter(executable, found["version"], tuple(paths))


def choose_interpreter(say: Say, root: Path) -> Interpreter:
    """Return a Python for the jail, copying ours into the cache folder `root` when no other serves.

    Raises:
        UserError: There is none.
    """
    own = own_interpreter()
    if found := probe(own):
        return found
    say(f"{own} is out of other accounts' reach, and programs run under a uid of their own")
    for candidate in _system_interpreters():
        if found := probe(candidate):
            say(f"using {candidate} for them instead")
            return found
    copy = _copy_installation(say, own, root)
    found = probe(copy)
    if found and found.version == platform.python_version():
        return found
    shutil.rmtree(copy.parent.parent)
    raise UserError(
        f"no Python >= 3.11 that other accounts can run: {own} is private and does not work when copied; "
        "install one for all accounts (Debian: apt install python3)"
    )


def _system_interpreters() -> Iterator[Path]:
    for folder in ("/usr/bin", "/usr/local/bin"):
        for name in ("python3", "python3.13", "python3.12", "python3.11"):
            path = Path(folder, name)
            if path.is_file():
                yield path.resolve()


def _copy_installation(say: Say, executable: Path, root: Path) -> Path:
    """Copy interpreter and standard library into `root`; returns the copied executable."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    source, target = Path(sys.base_prefix), root / f"{version}.{sys.version_info.micro}"
    say(f"copying {source} to {target}")
    shutil.rmtree(target, ignore_errors=True)
    (target / "bin").mkdir(parents=True)
    (target / "lib").mkdir()
    copied = target / "bin" / version
    copied.write_bytes(_look_beside_itself(executable.read_bytes(), source / "lib"))
    copied.chmod(0o755)
    ignored = shutil.ignore_patterns(*_NOT_COPIED)
    shutil.copytree(source / "lib" / version, target / "lib" / version, ignore=ignored)
    for library in (source / "lib").glob("libpython*.so*"):
        shutil.copy2(library, target / "lib")
    for path in (target, target / "bin", target / "lib"):
        path.chmod(0o755)
    return copied


def _look_beside_itself(program: bytes, libraries: Path) -> bytes:
    """Point an ELF file's run path, if it names the folder `libraries`, at `lib` beside the file's folder.

    Without this a copy would load the private libpython, or worse a system-wide one of another version.
    """
    old, new = os.fsencode(libraries), b"$ORIGIN/../lib"
    if len(old) < len(new):
        return program
    return program.replace(b"\0" + old + b"\0", b"\0" + new.ljust(len(old), b"\0") + b"\0")
