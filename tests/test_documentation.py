"""Everything public says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "seqspec"
MODULES = sorted(PACKAGE.rglob("*.py"))
# A file of these folders is written to a contract: the folder's own module says what these functions do.
CONTRACTS = {"cli": {"arguments", "run"}, "analysis/rules": {"check"}, "analysis/formats": {"render"}}


def methods(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, ast.FunctionDef]]:
    """Every method, with its class."""
    for owner in ast.walk(tree):
        if isinstance(owner, ast.ClassDef):
            yield from ((owner, node) for node in owner.body if isinstance(node, ast.FunctionDef))


DOCUMENTED = {
    method.name
    for path in MODULES
    for _, method in methods(ast.parse(path.read_text("utf-8")))
    if ast.get_docstring(method)
}


def silent(path: Path) -> list[str]:
    """
    The public names of a module without a docstring.

    A method that is documented once, in the class that introduces it, needs no second docstring where it is overridden.
    """
    tree = ast.parse(path.read_text("utf-8"))
    contract = CONTRACTS.get(path.parent.relative_to(PACKAGE).as_posix(), set())
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.name not in contract
    ]
    found = [node.name for node in public if not ast.get_docstring(node)]
    for owner, method in methods(tree):
        known = method.name.startswith("_") or method.name in DOCUMENTED or _is_from_outside(owner)
        if owner in public and not known and not ast.get_docstring(method):
            found.append(f"{owner.name}.{method.name}")
    return found


def _is_from_outside(owner: ast.ClassDef) -> bool:
    """Whether a class fills in another library's (`keras.callbacks.Callback`), whose documentation holds."""
    return any(isinstance(base, ast.Attribute) for base in owner.bases)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_public_name_has_a_docstring(path: Path) -> None:
    """Modules, classes, functions and methods say what they are for."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert [] == silent(path)
