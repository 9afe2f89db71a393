"""A fork that copies its memory in huge pages has the same memory, and its own."""

import subprocess
import sys

import pytest

from stem2code_eval.resources import sandbox_folder

START = """
import ctypes, gc, hashlib, mmap, os, resource, sys
sys.path.insert(0, sys.argv[1])
from runner import arenas, huge, ownpages
reserved = arenas.reserve()

def in_fork(action):
    pid = os.fork()
    if pid == 0:
        try:
            action()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

memory = mmap.mmap(-1, 6 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, len(memory), 4096):
    memory[at : at + 4096] = hashlib.sha256(str(at).encode()).digest() * 128
digest = hashlib.sha256(memory).digest()
first = ctypes.addressof(ctypes.c_char.from_buffer(memory))
objects = {str(number): [number] for number in range(50_000)}
reserved.clear()
starts = huge.collapse()
ours = [start for start in starts if first <= start and start + huge.SIZE <= first + len(memory)]
if len(ours) < 2:
    print("no huge pages")
    sys.exit()

def write_to_all():
    for at in range(0, len(memory), 4096):
        memory[at] = 7
"""
COPIED = """
def use():
    own.take()
    assert hashlib.sha256(memory).digest() == digest
    assert all(objects[str(number)] == [number] for number in range(50_000))
    before = faults()
    write_to_all()
    assert faults() - before < len(memory) // 4096 - 512 * len(ours) + 64
    objects.clear()
    gc.collect()
    more = {str(number): bytes(number % 5000) for number in range(50_000)}
    assert sum(map(len, more.values())) == sum(number % 5000 for number in range(50_000))

own = ownpages.OwnPages(starts)
for _ in range(3):
    in_fork(use)
    assert hashlib.sha256(memory).digest() == digest
    assert all(objects[str(number)] == [number] for number in range(50_000))
"""
CHOSEN = """
untouched = ours[0]
def work():
    at = ours[1] - first
    for place in range(at, at + huge.SIZE, 4096):
        memory[place] = 7

found = ownpages.written(starts, work)
assert ours[1] in found, found
assert untouched not in found
assert hashlib.sha256(memory).digest() == digest
"""
NOTHING = """
in_fork(ownpages.OwnPages([]).take)
"""


@pytest.mark.parametrize("script", [COPIED, CHOSEN, NOTHING])
def test_a_fork_has_the_same_memory_and_its_own(script):
    command = [sys.executable, "-c", START + script, str(sandbox_folder())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    if done.stdout:
        pytest.skip("this kernel gathers no memory into huge pages")
