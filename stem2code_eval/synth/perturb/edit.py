"""Make a variant of a program by an edit of its finished figure."""

from stem2code_eval.synth.perturb.bundle import definition
from stem2code_eval.synth.perturb.delivery import free_name, with_edit


def edited(program: str, module: str, function: str, **arguments: int | float | str) -> str:
    """Return the program with `edits.<module>.<function>(figure, **arguments)` done before the figure is delivered.

    Args:
        program: normalised source that parses.
        module: a module of `edits`.
        function: a function of that module.
        **arguments: its arguments after the figure.
    """
    name = free_name(program, "edit_figure")
    return with_edit(program, definition(name, module, function, **arguments), name)
