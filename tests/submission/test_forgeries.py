"""Each forgery of a really packed bundle is found by the check that is there for it, with its sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from forgeries import FORGERIES, Forgery
from forging import read, write

from stem2code_eval.errors import ExitCode
from stem2code_eval.submission.findings import BundleError, Level
from stem2code_eval.submission.verify import Report

_LEVELS = {ExitCode.FAILED: Level.FAILED, ExitCode.INCOMPARABLE: Level.INCOMPARABLE}
Verify = Callable[..., Report]


def test_an_honest_bundle_verifies(bundle: Path, verified: Verify) -> None:
    report = verified(bundle)
    assert report.exit_code == ExitCode.DONE, report.findings
    assert report.derived is not None
    assert report.samples == 6
    assert all(theirs == ours for theirs, ours in report.means.values())


def test_a_bundle_that_was_only_packed_anew_verifies(bundle: Path, verified: Verify, tmp_path: Path) -> None:
    """What the forgeries below do to every bundle changes nothing by itself."""
    assert verified(write(tmp_path / "again.zip", read(bundle))).exit_code == ExitCode.DONE


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.what)
@pytest.mark.usefixtures("nothing_left")
def test_a_forgery_is_caught(forgery: Forgery, bundle: Path, verified: Verify, tmp_path: Path) -> None:
    pages = read(bundle)
    before = dict(pages)
    forgery.forge(pages, tmp_path / "scratch.zip")
    assert dict(pages) != before
    path = write(tmp_path / "forged.zip", pages, honest_index=not forgery.rehashed)
    if forgery.check == "bundle":
        with pytest.raises(BundleError, match=forgery.says) as refused:
            verified(path)
        assert refused.value.exit_code == forgery.code
        return
    report = verified(path)
    assert report.exit_code == forgery.code, report.findings
    found = [
        finding
        for finding in report.findings
        if (finding.check, finding.sample) == (forgery.check, forgery.sample) and forgery.says in finding.text
    ]
    assert found, "\n".join(f"{each.check} {each.sample}: {each.text}" for each in report.findings)
    assert all(finding.level == _LEVELS[forgery.code] for finding in found)
