"""The command `stem2code-eval`: one file a command, no logic here; heavy modules are imported when a command runs."""

import sys

import typer

from stem2code_eval.cli import (
    compare,
    data,
    doctor,
    export,
    gate,
    judge,
    leaderboard,
    lmms,
    pair,
    power,
    render,
    reproduce,
    run,
    score,
    submit,
    view,
)
from stem2code_eval.errors import UserError
from stem2code_eval.report.text import visible

app = typer.Typer(
    name="stem2code-eval",
    help="Does a vision-language model really see a STEM figure? It redraws it; we measure how much came back.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.command)
app.command("score")(score.command)
app.command("render")(render.command)
app.command("pair")(pair.command)
app.command("view")(view.command)
app.command("lmms", context_settings=lmms.SETTINGS)(lmms.command)
app.command("compare")(compare.command)
app.command("gate")(gate.command)
app.command("export")(export.command)
app.command("power")(power.command)
app.command("reproduce")(reproduce.command)
app.add_typer(data.app, name="data")
app.add_typer(judge.app, name="judge")
app.add_typer(submit.app, name="submit")
app.add_typer(leaderboard.app, name="leaderboard")
app.command("doctor")(doctor.command)


def main() -> None:
    """Run the command line; print a `UserError` as one sentence and exit with its code."""
    try:
        app()
    except UserError as error:
        print(f"stem2code-eval: {visible(str(error))}", file=sys.stderr)
        sys.exit(int(error.exit_code))
