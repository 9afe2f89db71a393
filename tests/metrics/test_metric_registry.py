import subprocess
import sys

from stem2code_eval.metrics.registry import METRICS


def test_the_registered_names_are_the_metrics_names():
    assert {"pixel", "ssim"} <= set(METRICS)
    for name in ("pixel", "ssim"):
        assert METRICS.get(name).name == name


def test_the_registry_is_cheap_to_import():
    program = (
        "import sys, stem2code_eval.metrics.registry as r; assert 'pixel' in r.METRICS.names(); "
        "print([m for m in ('numpy', 'scipy', 'skimage', 'PIL') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
