"""The tables of `stem2code-eval data list`."""

from rich.markup import escape
from rich.table import Table

from stem2code_eval.data.catalogue import NotImported, task_folder, task_registry
from stem2code_eval.data.rows import RowFile
from stem2code_eval.data.taskfile import read_task_file
from stem2code_eval.synth.catalogue import all_families


def tasks_table() -> Table:
    """Return a table with every task and split, ours and those of plug-ins."""
    table = Table("task", "version", "split", "figures", "about", title="tasks", title_justify="left")
    for name in task_registry():
        try:
            folder = task_folder(name)
        except NotImported:
            table.add_row(
                escape(name), "-", "-", "none yet", f"to be imported: stem2code-eval data import {escape(name)}"
            )
            continue
        about = read_task_file(folder)
        for split in about.splits or (None,):
            _, path = about.split_file(folder, split)
            figures = str(len(RowFile(path).headings())) if path.exists() else "missing"
            table.add_row(escape(name), about.version, split or "-", figures, escape(about.summary))
    return table


def families_table() -> Table:
    """Return a table with every family of generated figures, by subject."""
    families = sorted(all_families().values(), key=lambda family: (family.subject, family.name))
    table = Table("subject", "family", "draws", title=f"{len(families)} families", title_justify="left")
    for family in families:
        table.add_row(family.subject, family.name, escape(family.summary))
    return table
