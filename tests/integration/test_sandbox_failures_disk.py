"""No room for temporary files: said at the start, `sandbox_error` during a run, and never the program's fault."""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading

import jail_watch
import pytest

from stem2code_eval.render.choose import NoSandbox, open_renderer

ROOM_MB = 400
WRITER = "open('big', 'wb').write(bytes(50 << 20))\n" + jail_watch.PLOT


@pytest.fixture
def small(passable, monkeypatch, works):
    """A small file system of its own as the place of temporary files."""
    works("native")
    if os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    mount = passable / "small"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM_MB}m", "tmpfs", str(mount)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount a file system")
    monkeypatch.setattr(tempfile, "tempdir", str(mount))
    yield mount
    subprocess.run(["umount", "--lazy", str(mount)], check=True)


def fill(path):
    """Write to a file until the disk is full."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(1 << 20)):
            pass


def test_full_at_the_start(small):
    fill(small / "ballast")
    with pytest.raises(NoSandbox, match=r"native: .*small has 0 MiB free .* set TMPDIR"):
        open_renderer("native", say=jail_watch.silent)
    assert [path.name for path in small.iterdir()] == ["ballast"]


def test_full_during_a_run_and_free_again(small):
    with open_renderer("native", workers=1, say=jail_watch.silent) as pool:
        right = pool.render(jail_watch.PLOT)
        assert right.outcome == "ok"
        assert pool.render(WRITER).png == right.png
        fill(small / "ballast")
        for program in (jail_watch.PLOT, WRITER):
            rendering = pool.render(program)
            assert rendering.outcome == "sandbox_error"
            assert "small has 0 MiB free and a program may need 256" in rendering.message
        (small / "ballast").unlink()
        assert pool.render(WRITER).png == right.png
    assert list(small.iterdir()) == []


def test_full_while_a_program_runs(small):
    """The program meets a full disk that it did not fill."""
    meets = f"import os, time\nwhile not os.path.exists('go'):\n    time.sleep(0.05)\n{WRITER}"
    with open_renderer("native", workers=1, say=jail_watch.silent) as pool:
        found = []
        thread = threading.Thread(target=lambda: found.append(pool.render(meets)))
        thread.start()
        assert jail_watch.until(lambda: list(small.glob("*/*/figure")))
        fill(small / "ballast")
        (next(small.glob("*/*/figure")) / "go").touch()
        thread.join(60)
        assert found[0].outcome == "sandbox_error", found
        assert "small has 0 MiB free" in found[0].message
        (small / "ballast").unlink()
        assert jail_watch.until(lambda: pool.render(jail_watch.PLOT).outcome == "ok")


@pytest.mark.parametrize("name", ["docker", "bubblewrap"])
def test_a_full_disk_does_not_matter_where_programs_write_to_memory(name, small, works):
    works(name)
    fill(small / "ballast")
    with open_renderer(name, workers=1, say=jail_watch.silent) as pool:
        assert pool.render(WRITER).outcome == "ok"


def test_a_closed_folder_for_temporary_files(passable, monkeypatch, works):
    """Programs with a uid of their own could not come to what they write."""
    works("native")
    if os.geteuid() != 0:
        pytest.skip("programs have a uid of their own only where root starts them")
    (passable / "closed" / "tmp").mkdir(parents=True)
    (passable / "closed").chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(passable / "closed" / "tmp"))
    with pytest.raises(NoSandbox, match=r"native: .* may not pass through .*/closed; set TMPDIR"):
        open_renderer("native", say=jail_watch.silent)
    assert list((passable / "closed" / "tmp").iterdir()) == []


def test_a_folder_for_temporary_files_that_is_not_there(tmp_path, works):
    works("native")
    program = "from stem2code_eval.cli.main import main\nmain()\n"
    (tmp_path / "plot.py").write_text(jail_watch.PLOT)
    done = subprocess.run(
        [sys.executable, "-c", program, "render", "--sandbox", "native", "--workers", "1", "plot.py"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "missing")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "plot.py: ok" in done.stdout
