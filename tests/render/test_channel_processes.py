"""A jail that is a child process: closing it ends all of it, whatever it did meanwhile, and wakes who waits for it."""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time

import pytest

from stem2code_eval.render.channel import JailGone, ProcessChannel

ORPHANS = """
import os, subprocess, sys, time
uid = int(sys.argv[2])
if os.fork() == 0:          # a fork, in a session of its own, whose parent will be killed
    os.setsid()
    if uid:
        os.setresuid(uid, uid, uid)
        if os.fork() == 0:  # and something it started, which nothing but its uid ties to the jail
            os.setsid()
            os.execv("/bin/sleep", ["sleep", "1000"])
    time.sleep(1000)
time.sleep(0.3)
print("up", flush=True)
time.sleep(1000)
"""


def started(program, uid=0, **options):
    marker = secrets.token_hex(16)
    uids = range(uid, uid + 1) if uid else range(0)
    channel = ProcessChannel([sys.executable, "-c", program, marker, str(uid)], {}, marker, uids, **options)
    return channel, marker


def living(marker, uid=0):
    """Return the processes that carry the marker, or run under the uid."""
    found = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/status") as status, open(f"/proc/{name}/cmdline", "rb") as command:
                text = status.read()
                if "State:\tZ" not in text and (
                    marker.encode() in command.read() or (uid and f"Uid:\t{uid}\t" in text)
                ):
                    found.add(int(name))
        except OSError:
            continue
    return found


def ready(channel):
    assert channel.read_exactly(3, time.monotonic() + 30) == b"up\n"


@pytest.mark.parametrize("number", [0, signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize("uid", [0, 1_987_654_321])
def test_closing_ends_what_the_runner_started_also_when_it_is_gone(number, uid):
    if uid and os.geteuid() != 0:
        pytest.skip("only root can give uids")
    gone = []
    channel, marker = started(ORPHANS, uid, at_end=lambda: gone.append(living(marker, uid)))
    ready(channel)
    assert len(living(marker, uid)) == (3 if uid else 2)
    if number:
        os.kill(channel._process.pid, number)
    channel.close()
    channel.close()
    assert gone == [set()], "called once, when nothing was left"


def test_closing_leaves_others_alone():
    other, theirs = started(ORPHANS)
    channel, _ = started(ORPHANS)
    for each in (other, channel):
        ready(each)
    channel.close()
    assert len(living(theirs)) == 2
    other.close()


def test_closing_wakes_a_reader_and_a_writer():
    for wait in (
        lambda channel: channel.read_exactly(1, time.monotonic() + 1000),
        lambda channel: channel.write(bytes(1 << 24), time.monotonic() + 1000),
    ):
        channel, _ = started("import time; print('up', flush=True); time.sleep(1000)")
        ready(channel)
        found = []

        def waiting(channel=channel, wait=wait, found=found):
            with pytest.raises(JailGone, match="the sandbox was closed"):
                wait(channel)
            found.append(True)

        thread = threading.Thread(target=waiting)
        thread.start()
        assert not channel._closed
        channel.close()
        thread.join(30)
        assert found == [True]
        for use in (lambda c=channel: c.read_exactly(1, time.monotonic() + 9), lambda c=channel: c.write(b"a", 1e9)):
            with pytest.raises(JailGone, match="the sandbox was closed"):
                use()
        assert channel.last_words() == ""


def test_an_end_is_seen_without_waiting():
    channel, _ = started("print('up', flush=True); input()")
    ready(channel)
    assert not channel.ended()
    os.kill(channel._process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while not channel.ended() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert channel.ended()
    channel.close()
    assert channel.ended()


def test_a_command_that_is_not_there_leaves_nothing():
    gone = []
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(FileNotFoundError):
        ProcessChannel(["/no/such/command"], {}, "marker", at_end=lambda: gone.append(True))
    assert gone == [True]
    assert len(os.listdir("/proc/self/fd")) == before


def test_folders_of_dead_evaluations_are_swept_and_no_others(tmp_path, monkeypatch):
    import tempfile

    from stem2code_eval.render.launchers.folders import JailFolder, sweep

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    script = (
        "import os, signal, tempfile\n"
        f"tempfile.tempdir = {str(tmp_path)!r}\n"
        "from stem2code_eval.render.launchers.folders import JailFolder\n"
        "folder = JailFolder(shared=False)\n"
        "open(folder.work_root + '/left', 'w').close()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    (dead,) = tmp_path.iterdir()
    living = JailFolder(shared=False)
    (tmp_path / "stem2code-jail-link").symlink_to(dead)
    sweep()
    assert dead.exists(), "it is too young to be sure"
    sweep(grace_s=0)
    assert not dead.exists()
    assert living.outer.exists()
    assert (tmp_path / "stem2code-jail-link").is_symlink()
    living.remove()
    living.remove()
    assert not living.outer.exists()


def test_a_folder_deeper_than_any_path_is_removed(tmp_path, monkeypatch):
    import tempfile

    from stem2code_eval.render.launchers.folders import JailFolder

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    try:
        for remove in (JailFolder.remove, _abandoned_and_swept):
            folder = JailFolder(shared=False)
            _dig(folder.work_root, 3000)
            remove(folder)
            assert list(tmp_path.iterdir()) == []
    finally:  # pytest could not remove it
        subprocess.run(["rm", "-rf", *tmp_path.iterdir()], check=True)


def _dig(root, levels):
    here = os.open(root, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d" * 100, dir_fd=here)
        inner = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def _abandoned_and_swept(folder):
    from stem2code_eval.render.launchers.folders import sweep

    os.close(folder._lock)
    sweep(grace_s=0)
