"""What `doctor` finds: each sandbox tried, with its layers, its fingerprint and its controls."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from stem2code_eval.pipeline.controls import Control, run_controls
from stem2code_eval.pipeline.terminal import markup
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.choose import AUTO, ORDER, NoSandbox, open_renderer

REMEDIES = {
    "docker": "install Docker and start its daemon, be allowed to use it, then `stem2code-eval doctor --build`",
    "bubblewrap": "install bubblewrap (Debian: `apt-get install bubblewrap`) on a kernel that lets you make namespaces",
    "native": "Linux 5.13 or later with Landlock and seccomp, then `stem2code-eval doctor --build`",
}


@dataclass(slots=True)
class Examination:
    """One sandbox on this machine."""

    sandbox: str
    works: bool = False
    detail: str = ""
    fingerprint: str = ""
    controls: list[Control] = field(default_factory=list)


def examine_all(sandbox: str = AUTO) -> list[Examination]:
    """Start each sandbox in turn and run the controls in it.

    Args:
        sandbox: one sandbox's name, or `auto` for all of ours.
    """
    return [_examine(name) for name in (ORDER if sandbox == AUTO else (sandbox,))]


def _examine(name: str) -> Examination:
    found = Examination(name)
    try:
        with open_renderer(name, say=lambda line: None) as renderer:
            found.detail = renderer.layers.spoken()
            found.fingerprint = renderer.fingerprint
            found.controls = run_controls(renderer)
            found.works = True
    except NoSandbox as error:
        found.detail = "; ".join(error.reasons)
    except JailGone as error:
        found.detail = str(error)
    return found


def show(console: Console, examinations: list[Examination]) -> None:
    """Print what was found, and for what does not work how to get it."""
    for found in examinations:
        mark = "[green]works[/]" if found.works else "[yellow]not here[/]"
        console.print(f"[bold]{found.sandbox}[/] {mark}: {markup(found.detail)}", soft_wrap=True)
        if not found.works:
            console.print(f"  to get it: {markup(REMEDIES.get(found.sandbox, 'see its own documentation'))}")
            continue
        console.print(f"  renderer fingerprint {found.fingerprint[:16]}")
        console.print(_table(found.controls))
    prints = {found.fingerprint for found in examinations if found.works}
    if len(prints) > 1:
        console.print("[red]The sandboxes here do not draw the same pixels: their fingerprints differ.[/]")
    if not prints:
        console.print("[red]No sandbox works here, and programs never run unconfined.[/]")


def _table(controls: list[Control]) -> Table:
    table = Table("control", "expected", "measured", "")
    for control in controls:
        verdict = "[green]ok[/]" if control.passed else "[red]wrong[/]"
        table.add_row(control.name, control.expected, f"{control.measured:.1f}", verdict)
    return table
