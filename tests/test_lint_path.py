"""The lint path: what it may import, so that a check answers before a framework could even be loaded."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "seqspec"
ROOMS = (
    "__init__", "__main__", "errors", "registry", "diagnostics", "wording", "language", "analysis", "starter", "loaded",
    "public", "cli",
)  # fmt: skip
MODULES = [path for room in ROOMS for path in (*PACKAGE.glob(f"{room}.py"), *sorted(PACKAGE.glob(f"{room}/**/*.py")))]
ALLOWED = {"pydantic", "pydantic_core", "annotated_types", "yaml", *sys.stdlib_module_names}


def top_level_imports(nodes: list[ast.stmt]) -> Iterator[str]:
    """The dotted names that running a module imports: not those of functions, nor those for the type checker."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = ("orelse",) if _for_type_checking(node) else ("body", "orelse", "finalbody")
            blocks = (getattr(node, name, []) for name in names)
            yield from (name for block in blocks for name in top_level_imports(block))


def _for_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_lint_path_imports_pydantic_and_pyyaml_only(path: Path) -> None:
    """At module level there is nothing but the standard library, pydantic, PyYAML and the lint path itself."""
    imported = set(top_level_imports(ast.parse(path.read_text("utf-8")).body))
    outside = {name for name in imported if name.split(".")[0] not in {*ALLOWED, "seqspec"}}
    ours = [name.split(".") for name in imported if name.startswith("seqspec.")]
    beyond = {".".join(parts) for parts in ours if parts[1] not in ROOMS and parts[1] != "__version__"}

    assert (set(), set()) == (outside, beyond)


def test_imports_for_the_type_checker_and_inside_functions_are_free() -> None:
    """What is not run when a module is loaded may name anything."""
    text = (
        "import os\nif TYPE_CHECKING:\n    import numpy\nelse:\n    import re\n"
        "def f():\n    import keras\nclass A:\n    import io\ntry:\n    import json\nfinally:\n    import abc\n"
    )

    assert ["os", "re", "io", "json", "abc"] == list(top_level_imports(ast.parse(text).body))
