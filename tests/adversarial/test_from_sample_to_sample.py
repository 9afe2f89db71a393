"""One program against the next in the same jail, and one against its neighbour."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from arena import open_or_skip, temporary_folder
from attack_on_paths import against_files, against_processes
from canaries import Canaries, planted
from cases import all_cases
from innocent import INNOCENT, Trace

from stem2code_eval.render.choose import ORDER
from stem2code_eval.render.pool import RendererPool

ROUNDS = 3
ATTACKERS = (
    *("files/leave_files_everywhere", "files/planted_settings", "files/squatted_folder", "files/locked_folder"),
    *("files/change_libraries", "files/link_loops"),
    *("processes/hooks_left_behind", "processes/patched_builtins", "processes/patched_matplotlib"),
    *("processes/patched_modules", "processes/patched_numpy", "processes/threads_left_behind"),
    *("processes/timers_left_behind", "processes/system_v_memory", "processes/shared_memory"),
    *("processes/signal_every_number", "processes/kill_group", "processes/stop_parent"),
    *("results/stolen_nonce", "results/replaced_result", "language/deleted_modules", "language/everything_closed"),
    *("network/every_family", "pictures/draw_forks", "secrets/folders_of_others", "language/changed_folder"),
)
"""Programs after which the jail lives on, so that the next one really comes after them."""
VICTIM = (
    "# VICTIM-TOKEN4711\n" * 2000 + "import os, time\nimport matplotlib.pyplot as plt\n"
    "open('VICTIM-TOKEN4711', 'w').write('VICTIM-TOKEN4711')\nos.environ['VICTIM'] = 'VICTIM-TOKEN4711'\n"
    "print('VICTIM-TOKEN4711\\n' * 2000, flush=True)\nplt.title('VICTIM-TOKEN4711')\nplt.plot([0, 1])\n"
    "time.sleep({seconds})\nplt.show()\nprint(sorted(os.listdir('.')))\n"
)
DIGGERS = ("secrets/memory_of_earlier_programs", "secrets/raw_memory_of_earlier_programs", "secrets/folders_of_others")
NEIGHBOURS = (
    *("secrets/processes_of_others", "secrets/folders_of_others", "processes/signal_every_number"),
    *("processes/kill_everyone", "files/leave_files_everywhere", "secrets/raw_memory_of_earlier_programs"),
    *("processes/patched_matplotlib", "results/forged_frame"),
)
PROGRAMS = {case.name: case.program for case in all_cases()}


@pytest.fixture(scope="module", params=ORDER)
def sandbox(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def one_jail(sandbox: str) -> Iterator[RendererPool]:
    with open_or_skip(sandbox, 1) as pool:
        yield pool


@pytest.fixture(scope="module")
def expected(one_jail: RendererPool) -> Trace:
    return Trace.of(one_jail.render(INNOCENT))


def gains(log: str) -> list[str]:
    return [line for line in log.splitlines() if line.startswith("ESCAPED")]


@pytest.mark.parametrize("name", ATTACKERS)
def test_the_same_jail_is_as_new_after_each_attack(name, one_jail, expected):
    for _ in range(ROUNDS):
        one_jail.render(PROGRAMS[name])
        assert Trace.of(one_jail.render(INNOCENT)) == expected, name


@pytest.mark.parametrize("name", DIGGERS)
def test_nothing_of_an_earlier_program_is_found(name, sandbox):
    with open_or_skip(sandbox, 1) as fresh:
        for _ in range(ROUNDS):
            assert fresh.render(VICTIM.format(seconds=0)).outcome == "ok"
            assert gains(fresh.render(PROGRAMS[name]).log) == [], name


@pytest.fixture(scope="module")
def two_jails(sandbox: str) -> Iterator[RendererPool]:
    with open_or_skip(sandbox, 2) as pool:
        yield pool


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_a_neighbour_is_neither_seen_nor_touched(name, two_jails):
    alone = two_jails.render(VICTIM.format(seconds=0))
    with ThreadPoolExecutor(2) as threads:
        victim = threads.submit(two_jails.render, VICTIM.format(seconds=1.5))
        attackers = [threads.submit(two_jails.render, PROGRAMS[name]).result() for _ in range(2)]
    assert Trace.of(victim.result()) == Trace.of(alone), name
    assert [gains(attacker.log) for attacker in attackers] == [[], []], name
    assert not any("VICTIM-TOKEN4711" in attacker.log for attacker in attackers), name


@pytest.fixture(scope="module")
def planted_canaries() -> Iterator[Canaries]:
    with temporary_folder() as folder, planted(folder / "planted") as canaries:
        yield canaries


def test_planted_files_and_processes_are_out_of_reach(one_jail, planted_canaries):
    """The program is told where they are; nothing has to be found."""
    found = [
        one_jail.render(against_files([str(path) for path in planted_canaries.files])),
        one_jail.render(against_processes([planted_canaries.process.pid])),
    ]
    assert [(rendering.outcome, gains(rendering.log)) for rendering in found] == [("ok", []), ("ok", [])], found
    assert planted_canaries.seen_in(found) == []
    assert planted_canaries.changed() == []
