"""The rows of a source, read with pandas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.language.data import Data
from seqspec.language.recipe import characters
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import Call, Code, assignment, inline, laid_out

_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_COLUMNS = ["input", "target"]


def table(data: Data, settled: Settled) -> Iterator[str]:
    """Lines that make `table`, with the rows of each series together."""
    source = data.source
    assert source is not None  # what can't be read was refused
    if source.name == "sklearn":
        yield from _bundled(data, source)
    elif source.name in {"pairs", "jsonl"}:
        yield from _of_lines(source)
    else:
        yield _of_files(data, settled)
    if data.group is not None:
        group = inline(data.group)
        yield f'table = table.iloc[pd.factorize(table[{group}])[0].argsort(kind="stable")]  # each series in one piece'


def opened(source: Any) -> str:
    """Where the lines of all files come from."""
    return f"with fileinput.input(DATA, encoding={inline(characters.codec(source.encoding))}) as lines:"


def _of_lines(source: Any) -> Iterator[str]:
    yield opened(source)
    if source.name == "jsonl":
        yield "    table = pd.DataFrame([json.loads(line) for line in lines if not line.isspace()])"
        return
    yield '    pairs = [[text.strip() for text in line.split("\\t")[:2]] for line in lines]'
    yield f"table = pd.DataFrame(pairs, columns={inline(_COLUMNS)})"


def _of_files(data: Data, settled: Settled) -> str:
    several = len(settled.files) > 1
    call = Call(*_reader(data, settled.one_column, "path" if several else "DATA"))
    whole = ".reset_index()" if call.name == "pd.read_parquet" else ""  # what was an index is a column as any other
    if several:
        return f"table = pd.concat([{inline(call)}{whole} for path in DATA])"
    return laid_out(call, prefix="table = ", suffix=whole)


def _bundled(data: Data, source: Any) -> Iterator[str]:
    """What comes with scikit-learn, in the units it was measured in."""
    measured = (("scaled", False),) if source.dataset == "diabetes" else ()
    call = Call(f"datasets.load_{source.dataset}", (("as_frame", True), *measured))
    if "name" not in data.columns:
        yield laid_out(call, prefix="table = ", suffix=".frame")
        return
    yield assignment("bundled", call)
    names = "bundled.target_names"
    if source.dataset == "digits":
        yield assignment("names", _DIGITS)
        names = "np.array(names)"
    yield f"table = bundled.frame.assign(name={names}[bundled.target])"


def _reader(data: Data, one_column: bool, name: str) -> tuple[str, tuple[tuple[str | None, Any], ...]]:
    """The function of pandas that reads the file of this name, with its arguments."""
    source: Any = data.source
    path: tuple[tuple[str | None, Any], ...] = ((None, Code(name)),)
    if source.name == "parquet":
        return "pd.read_parquet", path
    given: dict[str, Any] = {}
    if source.separator != ",":
        given["sep"] = source.separator
    if source.decimal != ".":
        given["decimal"] = source.decimal
    if source.encoding != "utf-8":
        given["encoding"] = source.encoding
    if source.columns:
        given |= {"header": None, "names": list(source.columns)}
    if not source.quoting:
        given["quoting"] = 3
    given["index_col"] = False  # rows that end in a separator have no cell more
    if one_column:
        given["skip_blank_lines"] = False
    if data.texts:  # as they are written: `007` is no number, and `NA` no gap
        given |= {"dtype": {column: Code("str") for column in data.texts}, "keep_default_na": False}
    return "pd.read_csv", (*path, *given.items())
