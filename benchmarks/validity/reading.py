"""Reading a module of tests: which of its statements a piece of code needs, and the figure tests in it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

IMAGE, PAIR = "image_comparison", "check_figures_equal"
"""The decorators that make a test a figure test: one figure against a stored picture, or two against each other."""

_CHANGING = (ast.Expr, ast.AugAssign, ast.For, ast.While, ast.If, ast.With, ast.Try)
"""Statements in which a method that is called may change the object it belongs to."""


@dataclass(frozen=True)
class FigureTest:
    """One function under a figure decorator."""

    name: str
    """With its class: `TestScatter.test_scatter_plot`."""
    function: ast.FunctionDef
    owner: ast.ClassDef | None
    kind: str
    """`IMAGE` or `PAIR`."""
    options: dict[str, ast.expr]
    """What the figure decorator is given, positions turned into names."""
    outer: tuple[ast.expr, ...]
    """Decorators above the figure decorator, the outermost first; pytest's own are not among them."""
    marks: tuple[ast.Call, ...]
    """pytest's marks, from the outermost in."""

    @property
    def parameters(self) -> list[str]:
        """What the function takes, `self` apart."""
        every = [each.arg for each in (*self.function.args.args, *self.function.args.kwonlyargs)]
        return every[1:] if self.owner else every


@dataclass
class TestModule:
    """The statements of one test module; nothing is run."""

    __test__ = False

    body: list[ast.stmt]
    aliases: dict[str, ast.Call] = field(default_factory=dict)
    """Names that the module gives to a figure decorator with some options filled in."""

    def __post_init__(self) -> None:
        self._offered = [_offers(each) for each in self.body]
        self._used = [names_in(without_marks(each)) for each in self.body]

    @classmethod
    def read(cls, path: Path) -> "TestModule":
        """Parse a file; one import statement per name, so that each can be left out alone."""
        module = cls([part for each in ast.parse(path.read_bytes()).body for part in _single_imports(each)])
        for each in module.body:
            match each:
                case ast.Assign(targets=[ast.Name(name)], value=ast.Call() as call) if _called(call) == "partial":
                    module.aliases[name] = call
        return module

    def tests(self) -> Iterator[FigureTest]:
        """Yield the figure tests of the module and of its classes, in order."""
        for each in self.body:
            if isinstance(each, ast.FunctionDef):
                yield from self._as_test(each, None)
            elif isinstance(each, ast.ClassDef):
                for member in each.body:
                    if isinstance(member, ast.FunctionDef):
                        yield from self._as_test(member, each)

    def needed(self, roots: Iterable[ast.AST]) -> list[ast.stmt]:
        """Return the statements, in order, that the given code needs, and those that change what it needs.

        Calls that stand alone, such as the registration of a projection, are always among them. Names are followed
        without regard to scope, so rather too much is returned than too little.
        """
        wanted: set[str] = set()
        chosen = {index for index, each in enumerate(self.body) if _acts(each)}
        news = {name for root in (*roots, *(self.body[index] for index in chosen)) for name in names_in(root)}
        while news:
            wanted |= news
            news = set()
            for index in range(len(self.body)):
                if index not in chosen and self._offered[index] & wanted:
                    chosen.add(index)
                    news |= self._used[index] - wanted
        return [without_marks(self.body[index]) for index in sorted(chosen)]

    def literal_list(self, name: str, owner: ast.ClassDef | None) -> list[ast.expr] | None:
        """Return the elements of a list that the module, or the class, writes out in one assignment; else None."""
        own = [each for each in owner.body if name in _offers(each)] if owner else []
        match own or [each for each, offered in zip(self.body, self._offered, strict=True) if name in offered]:
            case [ast.Assign(value=ast.List(elts)) | ast.AnnAssign(value=ast.List(elts))]:
                return elts
        return None

    def fixture(self, name: str) -> ast.FunctionDef | None:
        """Return the module's own fixture of that name."""
        for each in self.body:
            if isinstance(each, ast.FunctionDef) and each.name == name:
                return each if any(is_mark(mark) for mark in each.decorator_list) else None
        return None

    def _as_test(self, function: ast.FunctionDef, owner: ast.ClassDef | None) -> Iterator[FigureTest]:
        decorators = function.decorator_list
        for position, each in enumerate(decorators):
            partial = self.aliases.get(_called(each))
            call = partial.args[0] if partial else each
            if _called(call) not in (IMAGE, PAIR):
                continue
            outer = tuple(above for above in decorators[:position] if not is_mark(above))
            inherited = owner.decorator_list if owner else []
            marks = tuple(mark for mark in (*inherited, *decorators) if isinstance(mark, ast.Call) and is_mark(mark))
            options = _options(partial) | _options(each)
            name = f"{owner.name}.{function.name}" if owner else function.name
            yield FigureTest(name, function, owner, _called(call), options, outer, marks)
            return


def names_in(node: ast.AST) -> set[str]:
    """Return every name that occurs in some code."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def is_mark(decorator: ast.expr) -> bool:
    """Say whether a decorator belongs to the test tools: it marks, repeats or skips a test, and draws nothing."""
    text = ast.unparse(decorator)
    return text.startswith(("pytest.", "needs_"))


def without_marks(node: ast.stmt) -> ast.stmt:
    """Return a definition without what the test tools put on it, and a class without its tests; others as they are."""
    match node:
        case ast.FunctionDef():
            kept = [each for each in node.decorator_list if not is_mark(each)]
            return _changed(node, decorator_list=kept)
        case ast.ClassDef():
            members = [each for each in node.body if not getattr(each, "name", "").startswith("test")]
            kept = [each for each in node.decorator_list if not is_mark(each)]
            return _changed(node, decorator_list=kept, body=members or [ast.Pass()])
    return node


def bare(test: FigureTest) -> ast.stmt:
    """Return the test's function with the decorators inside the figure decorator; in its class where it has one."""
    decorators = test.function.decorator_list
    inner = [each for each in decorators if not is_mark(each) and each not in test.outer]
    inner = inner[1:]  # the first that is neither a mark nor above it is the figure decorator
    function = _changed(test.function, decorator_list=inner)
    if test.owner is None:
        return function
    shell = without_marks(test.owner)
    assert isinstance(shell, ast.ClassDef)
    return _changed(shell, body=[*shell.body, function])


def _changed(node: ast.stmt, **fields: object) -> ast.stmt:
    every = {name: getattr(node, name) for name in node._fields} | fields
    return ast.copy_location(type(node)(**every), node)


def _called(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(target).rsplit(".", 1)[-1]


def _options(call: ast.expr | None) -> dict[str, ast.expr]:
    if not isinstance(call, ast.Call):
        return {}
    positional = call.args[1:] if _called(call) == "partial" else call.args
    order = ("baseline_images", "extensions", "tol", "freetype_version", "remove_text", "savefig_kwarg", "style")
    named = {each.arg: each.value for each in call.keywords if each.arg}
    return dict(zip(order, positional, strict=False)) | named


def _single_imports(node: ast.stmt) -> list[ast.stmt]:
    if isinstance(node, ast.Import | ast.ImportFrom) and len(node.names) > 1:
        return [_changed(node, names=[alias]) for alias in node.names]
    return [node]


def _acts(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not is_mark(node.value)


def _offers(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds, and those whose objects it changes."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    found = set()
    for each in ast.walk(node):
        match each:
            case ast.Import() | ast.ImportFrom():
                found |= {(alias.asname or alias.name).split(".")[0] for alias in each.names}
            case ast.FunctionDef(name) | ast.ClassDef(name) | ast.Name(name, ast.Store()):
                found.add(name)
            case ast.Call(func=ast.Attribute() as place) if isinstance(node, _CHANGING):
                found |= _root(place)
            case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                found |= _root(each)
    return found


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()
