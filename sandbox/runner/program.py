"""Run one program in this process and tell what became of it. Everything told here is a claim: the host decides."""

import contextlib
import linecache
import os
import sys
import threading
import traceback
import types
from typing import Any

from .capture import CanvasTooLarge, Watch

FILE_NAME = "program.py"
_MESSAGE_LIMIT = 2000


def _describe(error: BaseException) -> dict[str, Any]:
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    name = type(error).__name__
    return {
        "type": name,
        "message": f"{name}: {text}"[:_MESSAGE_LIMIT] if text else name,
        "errno": error.errno if isinstance(error, OSError) else None,
        "line": _line_of(error),
    }


def _line_of(error: BaseException) -> int | None:
    if isinstance(error, SyntaxError):
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE_NAME]
    return lines[-1] if lines else None


def _print_traceback(error: BaseException) -> None:
    """Print the traceback from the program's first line on: the runner's own frames help nobody."""
    with contextlib.suppress(Exception):
        first = error.__traceback__
        while first is not None and first.tb_frame.f_code.co_filename != FILE_NAME:
            first = first.tb_next
        traceback.print_exception(type(error), error, first)


def _main_module(source: str) -> types.ModuleType:
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=os.path.join(os.getcwd(), FILE_NAME), __builtins__=__builtins__)
    sys.modules["__main__"] = module
    sys.argv = [FILE_NAME]
    linecache.cache[FILE_NAME] = (len(source), None, source.splitlines(keepends=True), FILE_NAME)
    return module


def _classify(error: BaseException) -> str:
    match error:
        case CanvasTooLarge() | MemoryError():
            return "out_of_memory"
        case ImportError():
            return "import_error"
        case _:
            return "runtime_error"


_REACHING_OUT = {"socket.__new__", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
"""Audit events of the standard library (Python documentation, "Audit events table")."""


class _Network:
    """Notes whether the program reached for the network."""

    def __init__(self) -> None:
        self.touched = False
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _REACHING_OUT:
            self.touched = True


def run(source: str, watch: Watch, dpi: float) -> tuple[dict[str, Any], bytes]:
    """Run a program and draw its figure.

    Args:
        source: the program.
        watch: the installed hooks.
        dpi: pixels per inch.

    Returns:
        What happened, as JSON: `state` (`figure`, `no_figure`, or an outcome), `exception`, `figures`, `width`,
        `height`, `elements`, `elements_problem`, `network`; and the pixels as `runner.picture` sends them followed by
        `elements` bytes as `runner.elements` makes them, empty unless `state` is `figure`.
    """
    network = _Network()
    report: dict[str, Any] = {"state": "no_figure"}
    payload = b""
    try:
        code = compile(source, FILE_NAME, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        _print_traceback(error)
        return {"state": "syntax_error", "exception": _describe(error)}, payload
    module = _main_module(source)
    watch.begin(dpi)
    try:
        _execute(code, module)
        snapshot = watch.choose()
        if snapshot is not None:
            payload = snapshot.stream + snapshot.elements
            report.update(state="figure", width=snapshot.width, height=snapshot.height)
            report.update(elements=len(snapshot.elements), elements_problem=snapshot.problem[:_MESSAGE_LIMIT])
        report["figures"] = watch.figures_with_content()
    except BaseException as error:  # a program may raise anything; all of it is the program's own
        _print_traceback(error)
        report.update(state=_classify(error), exception=_describe(error))
        payload = b""
    report["network"] = network.touched
    return report, payload


def _execute(code: types.CodeType, module: types.ModuleType) -> None:
    try:
        exec(code, module.__dict__)
    except SystemExit as request:
        if request.code not in (None, 0):
            raise
    threading._shutdown()  # type: ignore[attr-defined]  # a real interpreter waits for threads before it ends
