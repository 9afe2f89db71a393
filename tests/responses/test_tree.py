import ast
from collections import Counter
from pathlib import Path

import pytest

from stem2code_eval.responses import tree

SOURCES = sorted(Path(tree.__file__).parents[1].glob("*/*.py"))[::7]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_nodes_are_those_of_ast_walk_but_for_contexts(path):
    parsed = ast.parse(path.read_text())
    wanted = (node for node in ast.walk(parsed) if not isinstance(node, ast.expr_context))
    assert Counter(tree.nodes(parsed)) == Counter(wanted)
