"""The wheel in an empty environment, away from the checkout, as this account and as one without any rights."""

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stem2code_eval.hashing import sha256_bytes

CHECKOUT = Path(__file__).resolve().parents[2]
NOBODY = 65534
PLOT = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


def run(
    *command: str | Path, cwd: Path, uid: int | None = None, env: dict[str, str] | None = None, code: int = 0
) -> str:
    identity = {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, timeout=500, check=False, **identity
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def reachable_by_all(path: Path) -> bool:
    real = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [real, *real.parents])


def base_python() -> Path:
    """Return a Python that other accounts can start, else our own."""
    own = Path(sys.executable).resolve()
    system = Path("/usr/bin/python3")
    if reachable_by_all(own) or not system.exists():
        return own
    version = subprocess.run(
        [str(system), "-c", "import ensurepip, sys; print(sys.version_info >= (3, 11))"],
        capture_output=True,
        text=True,
        check=False,
    )
    return system if version.stdout.strip() == "True" else own


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="stem2code-wheel-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def installed(place: Path) -> Path:
    """The `bin` folder of a new environment that holds the wheel, built from the source distribution, and no more."""
    run(sys.executable, "-m", "build", "--outdir", place / "dist", CHECKOUT, cwd=place)
    run(base_python(), "-m", "venv", place / "venv", cwd=place)
    (wheel,) = (place / "dist").glob("*.whl")
    run(place / "venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=place)
    return place / "venv/bin"


def test_the_folders_travel_with_it(installed, place):
    program = (
        "from stem2code_eval.resources import leaderboard_folder, sandbox_folder, tasks_folder\n"
        "print(sandbox_folder()); print(sorted(p.name for p in sandbox_folder().iterdir()))\n"
        "assert (tasks_folder() / 'stem_figures' / 'v1.jsonl').is_file()\n"
        "assert (leaderboard_folder() / 'site' / 'index.html.j2').is_file()\n"
    )
    printed = run(installed / "python", "-c", program, cwd=place)
    assert str(CHECKOUT) not in printed
    for name in ("Dockerfile", "fonts.toml", "requirements.txt", "runner", "seccomp.json"):
        assert name in printed


def test_it_evaluates(installed, place):
    run(
        installed / "stem2code-eval",
        "run",
        "--model",
        "baseline/reference",
        "--limit",
        "3",
        "--out",
        place / "run",
        "--quiet",
        cwd=place,
    )
    results = json.loads((place / "run/results.json").read_text())
    assert (results["n"], results["coverage"]) == (3, 100)
    assert results["metrics"]["pixel"]["mean"] == 100
    page = run(installed / "stem2code-eval", "view", place / "run", cwd=place).strip()
    assert "baseline/reference" in Path(page).read_text()


@pytest.fixture(scope="module")
def nobodys_place(installed: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("only root can become another account")
    if not reachable_by_all(installed / "python"):
        pytest.skip("no Python here that other accounts can start")
    with tempfile.TemporaryDirectory(prefix="stem2code-nobody-") as folder:
        os.chown(folder, NOBODY, NOBODY)
        yield Path(folder)


def nobody(installed: Path, place: Path, sandbox: str, *programs: str) -> list[dict[str, object]]:
    from stem2code_eval.render.provision.cache import cache_root

    files = []
    for number, program in enumerate(programs):
        files.append(place / f"{number}.py")
        files[-1].write_text(program)
    env = {"HOME": str(place), "PATH": "/usr/bin:/bin", "STEM2CODE_CACHE": str(cache_root())}
    command = [installed / "stem2code-eval", "render", "--json", "--sandbox", sandbox, *files]
    return [json.loads(line) for line in run(*command, cwd=place, uid=NOBODY, env=env).splitlines()]


@pytest.mark.parametrize("sandbox", ["native", "bubblewrap"])
def test_an_account_without_rights_renders_and_is_confined(installed, nobodys_place, sandbox, any_sandbox):
    found = nobody(
        installed,
        nobodys_place,
        sandbox,
        PLOT,
        "open('/etc/passwd')\n",
        "import socket\nsocket.socket()\n",
        "import os\nos.kill(os.getppid(), 9)\n",
        f"import os\nos.listdir({str(nobodys_place)!r})\n",
        "import os\nwhile True:\n    os.fork()\n",
    )
    outcomes = [row["outcome"] for row in found]
    assert outcomes == ["ok", *["runtime_error"] * 4, "resource_limit"], found
    assert found[0]["image_sha256"] == sha256_bytes(any_sandbox.render(PLOT).png)


@pytest.mark.parametrize("user", ["0:0", "12345:12345"])
def test_an_unprivileged_container_renders_and_is_confined(installed, place, user, any_sandbox):
    """The way of a GPU pod: no daemon, no namespaces, only what the container's own kernel view allows."""
    from stem2code_eval.render.provision.cache import cache_root

    image = debian_image()
    if base_python() != Path("/usr/bin/python3"):
        pytest.skip("the environments here are not built on the Python that the container has")
    (place / "plot.py").write_text(PLOT)
    (place / "passwd.py").write_text("open('/etc/passwd')\n")
    (place / "socket.py").write_text("import socket\nsocket.socket()\n")
    files = [place / name for name in ("plot.py", "passwd.py", "socket.py")]
    mounts = [part for path in (place, cache_root()) for part in ("--volume", f"{path}:{path}:ro")]
    printed = run(
        *("docker", "run", "--rm", "--network", "none", "--user", user, "--env", "HOME=/tmp"),
        *("--env", f"STEM2CODE_CACHE={cache_root()}", *mounts, image),
        *(installed / "stem2code-eval", "render", "--json", *files),
        cwd=place,
    )
    found = [json.loads(line) for line in printed.splitlines()]
    assert [row["outcome"] for row in found] == ["ok", "runtime_error", "runtime_error"], found
    assert found[0]["image_sha256"] == sha256_bytes(any_sandbox.render(PLOT).png)


def debian_image() -> str:
    """Return the base image of our own builds, which is a plain Debian with its Python."""
    import docker
    from docker.errors import DockerException

    try:
        client = docker.from_env()
        tags = [tag for image in client.images.list(name="stem2code-base") for tag in image.tags]
    except DockerException:
        tags = []
    if not tags:
        pytest.skip("no Docker daemon here, or no plain Debian image of our own making")
    return tags[0]
