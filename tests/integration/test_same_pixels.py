"""Every sandbox of this machine gives the same pixels for every figure of the frozen split, and one fingerprint."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError
from stem2code_eval.render.choose import ORDER, open_renderer
from stem2code_eval.render.pixels import pixel_sha256


@pytest.fixture(scope="module")
def figures() -> list[str]:
    samples = list(load_task("stem_figures").samples)
    assert len(samples) == 240
    return [sample.reference_code for sample in samples]


@pytest.fixture(scope="module")
def pictures(figures) -> dict[str, tuple[str, list[str]]]:
    """Per sandbox its fingerprint and the hash of every picture."""
    found = {}
    for name in ORDER:
        try:
            pool = open_renderer(name, say=lambda line: None)
        except UserError:
            continue
        with pool, ThreadPoolExecutor(pool.workers) as threads:
            renderings = list(threads.map(pool.render, figures))
            assert {rendering.outcome.value for rendering in renderings} == {"ok"}, name
            found[name] = (pool.fingerprint, [pixel_sha256(rendering.png) for rendering in renderings])
    return found


def test_the_same_pixels_everywhere(pictures):
    if len(pictures) < 2:
        pytest.skip("only one sandbox works on this machine")
    (_, first), *others = pictures.values()
    for _, hashes in others:
        assert hashes == first


def test_one_fingerprint(pictures):
    assert len({fingerprint for fingerprint, _ in pictures.values()}) == 1
