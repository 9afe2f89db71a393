"""Every hostile program ends in its outcome, in every sandbox, and leaves nothing behind for the next one."""

import os
import re
import unicodedata

import pytest
from cases import all_cases
from host import difference

pytestmark = pytest.mark.timeout(1800)  # the first test of a sandbox waits until every program has run
CASES = pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
STOPPED = ("timeout", "resource_limit", "out_of_memory")
"""Ends at which it depends on the moment whether other processes of the program are still there."""
RESIDENT_MARGIN_MB = 400
MEMORY_MARGIN_MB = 2000
DISK_MARGIN_MB = 1000
DESCRIPTOR_MARGIN = 8
"""Generous, because other processes of the machine use memory and disk too; the attacks would take more.

The library that talks to the Docker daemon keeps a few connections for later; every jail that was lost would add more.
"""


def _expected_flags(case, arena):
    return case.flags if arena.own_memory_group else case.flags - {"child_oom"}


@CASES
def test_it_ends_as_it_must(case, arena):
    found, where = arena.renderings[case.name], f"{case.name} in {arena.sandbox}"
    said = f"{where}: {found.outcome} {found.flags}: {found.message}\n{found.log[-1000:]}"
    assert found.outcome == case.outcome, said
    moot = {"leftover_process", "child_oom"} if found.outcome in STOPPED else set()
    assert set(found.flags) - moot == _expected_flags(case, arena) - moot, said
    assert re.search(case.message, found.message), said


@CASES
def test_it_gets_nothing(case, arena):
    found = arena.renderings[case.name]
    gained = [line for line in found.log.splitlines() if line.startswith("ESCAPED")]
    assert gained == [], f"{case.name} in {arena.sandbox} ({case.tries}): {gained[:5]}"


@CASES
def test_the_next_program_does_not_notice(case, arena):
    assert arena.after[case.name] == arena.expected, f"after {case.name} in {arena.sandbox}"


@CASES
def test_what_comes_out_can_be_shown(case, arena):
    found, where = arena.renderings[case.name], f"{case.name} in {arena.sandbox}"
    found.log.encode("utf-8")
    found.message.encode("utf-8")
    control = [character for character in found.message if unicodedata.category(character) in ("Cc", "Cs")]
    assert control == [], f"{where}: {found.message!r}"
    assert len(found.message) <= 1000, where
    assert len(found.log) <= 65_536, where


def test_the_innocent_program_draws(arena):
    assert arena.expected.outcome == "ok", arena.expected


def test_no_secret_is_seen(arena):
    assert arena.seen == [], f"in {arena.sandbox}"


def test_nothing_runs_on(arena):
    assert arena.running == [], f"in {arena.sandbox}"
    assert arena.containers == []


def test_no_file_is_changed(arena):
    assert arena.changed == [], f"planted files, in {arena.sandbox}"
    assert difference(arena.before.files, arena.end.files) == [], f"in {arena.sandbox}"
    new = [path for path in arena.end.outside if path not in arena.before.outside]
    assert [path for path in new if os.path.lexists(path)] == [], f"in {arena.sandbox}"


def test_disk_is_given_back(arena):
    assert arena.left_in_folder == [], f"in {arena.sandbox}"
    assert arena.end.free_disk_mb > arena.before.free_disk_mb - DISK_MARGIN_MB, f"in {arena.sandbox}"


def test_memory_is_given_back(arena):
    grown = arena.end.resident_mb - arena.before.resident_mb
    assert grown < RESIDENT_MARGIN_MB, f"our own process grew by {grown:.0f} MB in {arena.sandbox}"
    lost = arena.before.available_mb - arena.end.available_mb
    assert lost < MEMORY_MARGIN_MB, f"{lost:.0f} MB of the machine's memory are gone after {arena.sandbox}"


def test_descriptors_are_given_back(arena):
    files = [name for name in arena.end.descriptors if name not in ("pipe", "socket")]
    assert files == [name for name in arena.before.descriptors if name not in ("pipe", "socket")], arena.sandbox
    grown = len(arena.end.descriptors) - len(arena.before.descriptors)
    assert grown <= DESCRIPTOR_MARGIN, f"{grown} more descriptors after {arena.sandbox}: {arena.end.descriptors}"
