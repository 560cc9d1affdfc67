"""The house: which way imports point, what the lint path may load, and how large its rooms are."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "seqspec"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = ("numpy", "pandas", "sklearn", "pyarrow", "keras", "tensorflow", "jax", "torch", "rich")

# From the ground up: a module imports from its own floor and from those below.
FLOORS = (
    {"errors", "registry", "diagnostics", "wording", "__init__"},
    {"language"},
    {"analysis"},
    {"starter"},
    {"lowering", "data", "engines"},
    {"runs"},
    {"timing"},
    {"loaded"},
    {"public"},
    {"fitted"},
    {"sklearn"},
    {"cli"},
    {"__main__"},
)


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, everywhere: bool) -> set[str]:
    """Modules that a file imports from the project: at its top, or everywhere in it, but not for type checking."""
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    nodes = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif everywhere or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes += ast.iter_child_nodes(node)  # type: ignore[arg-type]  # expressions hold no imports
    names = {name_of(module) for module in MODULES}
    return {name for name in found if name in names}


def floor(name: str) -> int:
    """The floor of a module, by the first part of its name below the package."""
    room = name.split(".")[1] if "." in name else "__init__"
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def test_imports_never_point_upwards() -> None:
    """Language knows nothing of analysis, analysis nothing of training, and nobody of the command line."""
    pairs = [(name_of(path), target) for path in MODULES for target in imports(path, everywhere=True)]
    lazy = {("seqspec", target) for target in ("seqspec.public", "seqspec.analysis")}

    assert [pair for pair in pairs if floor(pair[1]) > floor(pair[0]) and pair not in lazy] == []


def test_there_is_no_cycle() -> None:
    """Modules can be put in an order in which each imports only what comes before."""
    graph = {name_of(path): imports(path, everywhere=False) - {name_of(path)} for path in MODULES}
    graph = {name: {each for each in found if not name.startswith(f"{each}.")} for name, found in graph.items()}

    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "specs/quickstart.yaml"],
        ["lint", "specs", "--format", "json"],
        ["lint", "no/such/file.yaml"],
        ["show", "specs/rnn4.yaml"],
        ["show", "specs/lstm4.yaml", "--format", "json"],
        ["explain", "SEQ103"],
        ["explain", "Adam"],
        ["explain"],
        ["explain", "LSTM"],
        ["explain", "return_sequences"],
        ["rules"],
        ["show", "specs/lstm4.yaml", "--format", "svg"],
        ["diff", "specs/rnn4.yaml", "specs/lstm4.yaml"],
        ["schema"],
        ["init", "examples/data/co2_weekly.csv", "-o", "-"],
        ["--help"],
        ["fit", "--help"],
        ["fit", "specs/quickstart.yaml", "--set", "model[0].LSTM.units=0"],
    ],
    ids=" ".join,
)
def test_what_needs_no_framework_loads_none(arguments: list[str]) -> None:
    """Lint, show, diff, explain, rules, schema, init, help, and a refused fit, load pydantic and PyYAML only."""
    code = (
        "import sys\n"
        "from seqspec.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print('loaded:', [name for name in {HEAVY} if name in sys.modules])\n"
    )
    command = [sys.executable, "-c", code, *arguments]
    process = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=True)

    assert process.stdout.splitlines()[-1] == "loaded: []"


def test_no_data_file_is_opened_by_lint() -> None:
    """Lint reads the spec, and never the data it names."""
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "from seqspec.cli.main import main\n"
        "main(['lint', 'specs/quickstart.yaml'])\n"
        "print([name for name in opened if name.endswith('.csv')], 'specs/quickstart.yaml' in opened)\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )

    assert process.stdout.splitlines()[-1] == "[] True"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    """At most 400 lines, and a sentence at the top."""
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text))


def test_functions_are_short() -> None:
    """Half of all functions take less than ten lines, and none takes more than sixty."""
    trees = [ast.parse(path.read_text("utf-8")) for path in MODULES]
    functions = [node for node in chain(*map(ast.walk, trees)) if isinstance(node, ast.FunctionDef)]
    lengths = sorted(_length(function) for function in functions)

    assert lengths[len(lengths) // 2] < 10
    assert lengths[-1] <= 60


def _length(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_test_states_a_behaviour() -> None:
    """Each test has a docstring."""
    silent = [
        f"{path.name}: {node.name}"
        for path in sorted(Path(__file__).parent.rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert silent == []


def test_nothing_names_this_machine() -> None:
    """No path of the machine it was written on, and no address of a package registry."""
    marks = (os.sep + "work" + os.sep, os.sep + "root" + os.sep, "pypi" + ".org", "/home" + "/")
    root = PACKAGE.parent
    texts = [*MODULES, *(root / "tests").rglob("*.py"), *map(root.joinpath, ("README.md", "pyproject.toml", ".ci/run"))]

    assert [path.name for path in texts if any(mark in path.read_text("utf-8") for mark in marks)] == []
