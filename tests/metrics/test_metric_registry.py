import subprocess
import sys

from stem2code_eval.metrics.registry import DEFAULT_METRICS, METRICS


def test_the_registered_names_are_the_metrics_names():
    assert set(DEFAULT_METRICS) <= set(METRICS)
    assert len(DEFAULT_METRICS) == 8
    for name in DEFAULT_METRICS:
        assert METRICS.get(name).name == name


def test_the_registry_is_cheap_to_import():
    program = (
        "import sys, stem2code_eval.metrics.registry as r; assert 'pixel' in r.METRICS.names(); "
        "print([m for m in ('numpy', 'scipy', 'skimage', 'PIL', 'matplotlib', 'pydantic') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
