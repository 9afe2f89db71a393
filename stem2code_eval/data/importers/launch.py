"""What `stem2code-eval data import` does."""

from pathlib import Path

from rich.console import Console

from stem2code_eval.data.catalogue import IMPORTED, import_folder
from stem2code_eval.data.importers.summary import figures_table, finding_lines, findings_table
from stem2code_eval.data.importers.write import import_stem2code
from stem2code_eval.errors import ExitCode, UserError
from stem2code_eval.registry import did_you_mean


def launch_import(benchmark: str, jsonl: Path, images: Path, out: Path | None) -> int:
    """Import, print what was found, and return the exit code: 0, or 3 where figures lack something.

    Raises:
        UserError: an unknown benchmark, files that cannot be read, or a folder that cannot be written.
    """
    if benchmark not in IMPORTED:
        raise UserError(f'Unknown benchmark "{benchmark}".' + did_you_mean(benchmark, list(IMPORTED)))
    folder = out or import_folder(benchmark)
    found = import_stem2code(jsonl, images, folder)
    console = Console()
    for line in finding_lines(found, folder):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(figures_table(found))
    if found.findings:
        console.print(findings_table(found))
    task = benchmark if out is None else str(folder)
    said = f"Wrote {len(found.rows)} figures to {folder}; use them with --task {task}."
    if found.unusable:
        said += f" {found.unusable} of them lack a picture or a program; they stay and lower coverage."
    console.print(said, markup=False, highlight=False, soft_wrap=True)
    return int(ExitCode.INCOMPLETE if found.unusable else ExitCode.DONE)
