"""Even a runner that was taken over can make the host do no more than give up the jail or believe well-formed facts."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lying_runner import NONCE, LyingLauncher, frame

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.types import Limits, RenderSettings
from stem2code_eval.render.worker import JailGone, NotStarted, SandboxUnavailable, Worker

FACTS = {
    "nonce": NONCE,
    "result_size": 1,
    "exit_code": 0,
    "signal": None,
    "stopped": "",
    "cpu_s": 0.1,
    "wall_s": 0.1,
    "run_delay_s": 0.0,
    "max_rss_mb": 1.0,
    "leftover": 0,
    "dirty": False,
    "oom_kills": 0,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def start(launcher: LyingLauncher) -> Worker:
    return Worker(launcher, Limits(), RenderSettings())


def outcome(answer: bytes) -> str:
    """Return how a render ends, `gone` when the jail is given up; anything else that is raised is a bug."""
    try:
        return start(LyingLauncher(answer)).render("x = 1").rendering.outcome
    except (JailGone, NotStarted):
        return "gone"


def test_well_formed_facts_are_believed():
    assert outcome(frame(FACTS, b"S")) is Outcome.NO_FIGURE
    assert outcome(frame({"beat": True}) * 3 + frame(FACTS, b"S")) is Outcome.NO_FIGURE


@given(st.binary(max_size=300))
def test_any_bytes_for_an_answer(answer):
    assert outcome(answer) == "gone"


@given(st.sampled_from(sorted(FACTS)), JSON)
@example("result_size", 10**9)
@example("result_size", -1)
@example("cpu_s", float("nan"))
@example("stopped", ["wall"])
@example("signal", 10**12)
@example("stopped", "host_gone")
def test_any_value_of_any_fact(name, value):
    assert outcome(frame({**FACTS, name: value}, b"S")) in {"gone", *Outcome}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_fact_that_is_missing_or_too_many_gives_up_the_jail(name):
    assert outcome(frame({key: value for key, value in FACTS.items() if key != name}, b"S")) == "gone"
    assert outcome(frame({**FACTS, f"{name}_": 1}, b"S")) == "gone"


@given(JSON, st.binary(max_size=50))
def test_any_header(header, payload):
    assert outcome(frame(header, payload)) == "gone"


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.binary(max_size=50))
def test_any_lengths(head, body, rest):
    assert outcome(head.to_bytes(4, "big") + body.to_bytes(4, "big") + rest) == "gone"


@given(st.binary(min_size=1, max_size=200) | JSON.map(frame))
@example(frame({"ready": True, "layers": []}))
@example(frame({"ready": 1}))
@example(b"\xff" * 8)
@example((b"[" * 100_000).join([len(b"[" * 100_000).to_bytes(4, "big") + bytes(4), b""]))
def test_any_first_frame(first):
    with pytest.raises((JailGone, SandboxUnavailable)):
        start(LyingLauncher(b"", first))


@given(JSON)
def test_a_result_of_any_claims_is_an_outcome(claims):
    head = json.dumps(claims).encode()
    result = b"S" + len(head).to_bytes(4, "big") + bytes(4) + head
    assert outcome(frame({**FACTS, "result_size": len(result)}, result)) == Outcome.TAMPERED
