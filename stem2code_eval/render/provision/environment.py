"""The renderer's own virtual environment, for the launchers that need no image (bubblewrap, native).

It is made at its final path, because virtual environments do not survive a move; a marker file written last
tells a whole one from a half-built one.
"""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from stem2code_eval.errors import UserError
from stem2code_eval.render.provision.cache import Say, cache_root, lock, make_cache_root, step
from stem2code_eval.render.provision.commands import last_lines, program_uid, run_tool
from stem2code_eval.render.provision.interpreter import Interpreter, choose_interpreter
from stem2code_eval.render.provision.pip import run_pip
from stem2code_eval.render.provision.resources import requirements_file, requirements_sha256

_MARKER = "complete.json"
_SYSTEM_LIBRARIES = tuple(map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")))
_TRIAL = """
import json, matplotlib.pyplot, networkx, numpy, pandas, PIL.Image, scipy.optimize, seaborn, shapely, sympy
with open("/proc/self/maps") as maps:
    print(json.dumps(sorted({line.split(None, 5)[5].strip() for line in maps if " /" in line})))
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """A Python with exactly the pinned packages."""

    python: Path
    """The interpreter to start, inside the virtual environment."""
    python_version: str
    """Such as `3.11.7`."""
    requirements_sha256: str
    root: Path
    """The virtual environment's folder."""
    base_paths: tuple[Path, ...]
    """What of the underlying Python installation it needs."""

    def read_only_paths(self) -> tuple[Path, ...]:
        """Return every file and folder the interpreter must be able to read, and no more than that.

        Virtual environment, base interpreter, standard library, shared libraries and the loader's cache;
        system fonts are not among them. Only paths that exist, none inside another.
        """
        every = (self.root, *self.base_paths, *_SYSTEM_LIBRARIES)
        return tuple(path for path in every if path.exists() and not _lies_in(path, every, strictly=True))


def find_environment() -> Environment | None:
    """Return a whole environment for the pinned requirements, or `None`; builds nothing.

    One under this Python's minor version is preferred to another.
    """
    own = f"py{sys.version_info.major}.{sys.version_info.minor}"
    folders = sorted(cache_root().glob(f"{_prefix()}py*"), key=lambda folder: (folder.name[-6:] != own, folder.name))
    return next((found for found in map(_load, folders) if found), None)


def ensure_environment(say: Say) -> Environment:
    """Return the environment, building it if this account has none yet; several processes may ask at once.

    Args:
        say: Takes a line for each step.

    Raises:
        UserError: No usable Python, packages out of reach, or an environment that does not work.
    """
    if found := find_environment():
        return found
    with lock("renderer environment", say):
        return find_environment() or _build(say)


def _prefix() -> str:
    return f"renderer-{requirements_sha256()[:12]}-"


def _load(folder: Path) -> Environment | None:
    python = folder / "bin" / "python"
    try:
        marker = json.loads((folder / _MARKER).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if not python.exists():  # the base interpreter has gone
        return None
    paths = tuple(map(Path, marker["base_paths"]))
    return Environment(python, marker["python_version"], requirements_sha256(), folder, paths)


def _build(say: Say) -> Environment:
    root = make_cache_root()
    interpreter = choose_interpreter(say, root)
    folder = root / f"{_prefix()}py{interpreter.minor}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with step(say, f"building the renderer environment in {folder} (about 600 MB)"):
            _install(interpreter, folder, root / "pip")
            libraries = _try_out(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    paths = [*interpreter.paths, *_uncovered(libraries, (folder, *interpreter.paths, *_SYSTEM_LIBRARIES))]
    marker = {"python_version": interpreter.version, "base_paths": list(map(str, paths))}
    unfinished = folder / f"{_MARKER}.part"
    unfinished.write_text(json.dumps(marker), encoding="utf-8")
    unfinished.chmod(0o644)
    unfinished.replace(folder / _MARKER)
    return Environment(folder / "bin" / "python", interpreter.version, requirements_sha256(), folder, tuple(paths))


def _install(interpreter: Interpreter, folder: Path, tools: Path) -> None:
    command = [str(interpreter.executable), "-I", "-m", "venv", "--without-pip", str(folder)]
    made = run_tool(command)
    if made.returncode != 0:
        raise UserError(f"{interpreter.executable} makes no virtual environment: {last_lines(made.stderr)}")
    pins = ["--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(requirements_file())]
    run_pip(["--python", str(folder / "bin" / "python"), "install", "--quiet", *pins], tools)


def _try_out(folder: Path) -> list[Path]:
    """Import everything as a program in the jail would; returns the shared libraries that were loaded."""
    python = folder / "bin" / "python"
    try:
        done = run_tool([str(python), "-I", "-B", "-c", _TRIAL], env={"HOME": "/"}, uid=program_uid(), timeout_s=300)
    except OSError as error:
        raise UserError(
            f"{python} is out of other accounts' reach ({error.strerror}), and programs run under a uid of "
            "their own; set STEM2CODE_CACHE to a folder that all accounts can enter"
        ) from error
    if done.returncode != 0:
        raise UserError(f"the new renderer environment does not work: {last_lines(done.stderr, 1)}")
    return list(map(Path, json.loads(done.stdout)))


def _uncovered(libraries: list[Path], covered: tuple[Path, ...]) -> list[Path]:
    """Return the folders of loaded libraries that lie in none of the covered places."""
    return sorted({library.parent for library in libraries if not _lies_in(library, covered)})


def _lies_in(path: Path, places: tuple[Path, ...], *, strictly: bool = False) -> bool:
    return any(path.is_relative_to(place) for place in places if not (strictly and place == path))
