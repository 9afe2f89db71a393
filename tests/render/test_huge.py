"""Huge pages: memory is gathered, and holds what it held, in the process and in what it forks."""

import subprocess
import sys

import pytest

from stem2code_eval.resources import sandbox_folder

GATHER = """
import hashlib, mmap, os, sys
sys.path.insert(0, sys.argv[1])
from runner import huge

memory = mmap.mmap(-1, 6 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.madvise(mmap.MADV_NOHUGEPAGE)
for at in range(0, len(memory), 4096):
    memory[at : at + 4096] = hashlib.sha256(str(at).encode()).digest() * 128
memory.madvise(mmap.MADV_HUGEPAGE)

def in_huge_pages():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("AnonHugePages"))

digest, before = hashlib.sha256(memory).digest(), in_huge_pages()
told = huge.collapse()
gained = in_huge_pages() - before
assert hashlib.sha256(memory).digest() == digest
pid = os.fork()
if pid == 0:
    memory[:5000] = b"x" * 5000
    os._exit(memory[4999:5001] == memory[4999:5000] * 2)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert hashlib.sha256(memory).digest() == digest
print(len(told) * huge.SIZE, gained)
"""


def test_memory_is_gathered_and_unchanged():
    command = [sys.executable, "-c", GATHER, str(sandbox_folder())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told, gained = map(int, done.stdout.split())
    if not told:
        pytest.skip("this kernel gathers no memory into huge pages")
    assert 4 << 20 <= gained <= told


ROOM = """
import os, resource, sys
sys.path.insert(0, sys.argv[1])
from runner import huge

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def cost():
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        before = faults()
        memory = b"x" * (5 << 20)
        os.write(write, str(faults() - before).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    return int(os.read(read, 100))

before = cost()
huge.make_room()
print(before, cost(), bool(huge.collapse()))
"""


def test_large_memory_of_a_fork_comes_in_huge_pages():
    command = [sys.executable, "-c", ROOM, str(sandbox_folder())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    before, after, possible = done.stdout.split()
    if possible == "False":
        pytest.skip("this kernel gathers no memory into huge pages")
    assert int(before) > (5 << 20) // 4096
    assert int(after) < int(before) - 512
