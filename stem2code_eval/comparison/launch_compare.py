"""From the options of `stem2code-eval compare` to tables, a plot and a page."""

from collections.abc import Sequence
from pathlib import Path

from stem2code_eval.comparison.as_json import comparison_json, written
from stem2code_eval.comparison.contrast import contrast_runs
from stem2code_eval.comparison.load import load_both
from stem2code_eval.comparison.markdown import comparison_markdown
from stem2code_eval.comparison.outputs import console, forget, refuse_overwriting, write
from stem2code_eval.comparison.page import comparison_page
from stem2code_eval.comparison.plot import plot, refuse_other_formats
from stem2code_eval.comparison.terminal_view import print_comparison


def launch_compare(
    runs: tuple[Path, Path],
    metrics: Sequence[str],
    allow: Sequence[str],
    plots: Sequence[Path],
    html: Path | None,
    top: int,
    markdown: Path | None,
    json: Path | None,
) -> int:
    """Compare two runs, write what was asked for, and return the exit code.

    Args:
        runs: run folders or exported files, A and B.
        metrics: names; empty takes all that both report.
        allow: fields in which the runs may differ.
        plots: files to write, PNG or SVG by their endings.
        html: a page to write; None for none, as with the others.
        top: figures on the page.
        markdown: see `html`.
        json: see `html`; `-` is standard output, and the tables then go to standard error.

    Raises:
        UserError: a run cannot be read, a metric is unknown, or a file cannot be written.
    """
    for path in plots:
        refuse_other_formats(path)
    refuse_overwriting(runs, (*plots, html, markdown, json))
    forget((*plots, html, markdown, json))
    comparison = contrast_runs(*load_both(*runs), metrics, allow)
    print_comparison(console(json), comparison)
    write(markdown, comparison_markdown(comparison))
    write(json, written(comparison_json(comparison)))
    if comparison.whole:
        for path in plots:
            write(path, plot(comparison, path.suffix.lower()))
        if html is not None:
            write(html, comparison_page(comparison, top))
    return int(comparison.exit_code)
