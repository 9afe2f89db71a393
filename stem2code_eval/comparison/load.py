"""From a path on the command line to a recording: a run folder or an exported file."""

from pathlib import Path

from stem2code_eval.comparison.exports.read import read_export
from stem2code_eval.comparison.folder import read_folder
from stem2code_eval.comparison.recording import Recording, by_figure
from stem2code_eval.errors import UserError


def load_both(base: Path, candidate: Path) -> tuple[Recording, Recording]:
    """Return two runs that are to be compared.

    Raises:
        UserError: see `load`; or both are one run, which would pass any comparison and show nothing.
    """
    first, second = load(base), load(candidate)
    if first.manifest == second.manifest and first.answers == second.answers:
        raise UserError(f"{base} and {candidate} are one and the same run: there is nothing to compare.")
    return first, second


def load(path: Path) -> Recording:
    """Return what a run folder, or a file that `export` wrote, tells of a run.

    Raises:
        UserError: there is nothing, or it is neither, or it was damaged or edited.
    """
    if path.is_dir():
        recording = read_folder(path, str(path))
    elif path.exists():
        recording = read_export(path, str(path))
    else:
        raise UserError(f"There is no {path}; give a run folder, or a file that `stem2code-eval export` wrote.")
    figures, named = len(by_figure(recording.answers)), recording.manifest["task"]["n"]
    if figures > named:
        raise UserError(
            f"{path} has rows of {figures} figures, and its manifest says {named}: it was put together by hand."
        )
    return recording
