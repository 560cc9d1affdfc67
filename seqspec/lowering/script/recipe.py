"""A recipe → the lines of a script that read a table and make the same examples of it, with NumPy and pandas alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.errors import ExportError
from seqspec.language.data import Data
from seqspec.language.recipe.scale import EVERY, Scaler
from seqspec.language.recipe.split import PARTS, unit_of
from seqspec.lowering.script.pieces import FILLS, SCALERS, lines_of
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import Call, Code, Pair, assignment, inline, laid_out


def require_plain(data: Data | None, settled: Settled) -> Data:
    """
    Refuse what a script can't hold.

    Raises:
        ExportError: names the key, and says why.
    """
    if data is None or data.source is None:
        what = "the spec has no `data`" if data is None else "`data.arrays` come from Python"
        raise ExportError(f"{what}, so there is nothing that a script could read", help="export another spec")
    for key, reason in _obstacles(data, settled):
        raise ExportError(f"a script can't hold `{key}`: {reason}", help="take it out of the spec, or keep the run")
    return data


def _obstacles(data: Data, settled: Settled) -> Iterator[tuple[str, str]]:
    """What stands in the way, each with the reason."""
    source, window, split = data.source, data.window, data.parts
    if source is not None and source.name not in {"csv", "parquet", "sklearn"}:
        yield f"source: {source.name}", "it reads tables from CSV and Parquet files and from scikit-learn"
    if source is not None and source.name == "sklearn" and "name" in data.columns:
        yield "name", "scikit-learn has no such column"
    if data.tokens:
        yield "tokens", "a vocabulary would have to be learnt and applied as seqspec does it"
    if data.encode:
        yield "encode", "categories and dates would have to be numbered as seqspec does it"
    if data.group:
        yield "group", "it knows one series, and no window may run from one into the next"
    if data.known_future or data.static:
        yield "known_future" if data.known_future else "static", "every column of it shows the past"
    for target in data.target or []:
        if data.kind(target) not in {"real", "binary", "multi_label"}:
            yield f"kind: {data.kind(target)}", "its targets are numbers, or 0 and 1"
    if window is not None and window.recursive:
        yield "window.recursive", "it feeds no prediction back"
    if window is not None and window.normalize != "none" and _labels(data):
        yield "window.normalize", "a target of 0 and 1 is relative to nothing"
    if split.backtest is not None:
        yield "split.backtest", "it trains one model, and judges it once"
    if split.stratify:
        yield "split.stratify", "the shares of classes would have to be dealt out as seqspec does it"
    if split.unit == "date" and not settled.borders:
        yield "split", "the rows of a date are known once there is a run of it"


def _labels(data: Data) -> list[str]:
    return [target.column or "" for target in data.target or [] if data.kind(target) != "real"]


class Recipe:
    """
    The lines of one recipe.

    Args:
        data: from `require_plain`.
        settled: see there.
        rank: axes of the model's output.
    """

    def __init__(self, data: Data, settled: Settled, rank: int) -> None:
        self.data = data
        self.settled = settled
        self.rank = rank
        self.window = data.window
        self.labels = _labels(data)
        self.amounts = [column for column in data.columns if column not in self.labels]
        bounds = {name: data.clip.get(name) or data.clip.get(EVERY) for name in self.amounts}
        self.clip = {name: tuple(each) for name, each in bounds.items() if each}
        self.log1p = [name for name in self.amounts if {name, EVERY} & set(data.log1p)]
        self.difference = [name for name in self.amounts if {name, EVERY} & set(data.difference)]

    @property
    def gaps(self) -> bool:
        """Whether a row may have no value, so that some windows are left out."""
        return self.data.missing.policy != "error" or bool(self.difference)

    @property
    def filled(self) -> bool:
        """Whether values are made up where there are none."""
        return self.data.missing.policy in FILLS

    @property
    def interpolates(self) -> bool:
        """Whether what a window shows of a gap depends on where the window ends."""
        return self.data.missing.policy == "interpolate"

    # ------------------------------------------------------------------------------------------------------- constants

    def constants(self) -> Iterator[str]:
        """What the recipe says, as names of the script."""
        same = self.data.feature_columns == self.data.target_columns
        yield laid_out(self.data.target_columns, prefix=f"{'FEATURES = ' * same}TARGETS = ")
        if not same:
            yield assignment("FEATURES", self.data.feature_columns)
        window = self.window
        if window is not None:
            first = window.offset - (window.length - 1 if window.each_step else 0)
            last = window.offset + (0 if window.each_step else window.horizon - 1)
            yield f"LENGTH = {window.length!r}  # rows that go in"
            yield f"FIRST, LAST = {first!r}, {last!r}  # rows from the last one that goes in to those of the target"

    # ------------------------------------------------------------------------------------------------------------ rows

    def reading(self) -> Iterator[str]:
        """The table, and the columns as they were read."""
        yield self._table()
        same = self.data.columns == self.data.target_columns
        names = "TARGETS" if same else "dict.fromkeys(FEATURES + TARGETS)"
        yield f'read = {{name: table[name].astype("float64").to_numpy() for name in {names}}}'

    def _table(self) -> str:
        source, several = self.data.source, len(self.settled.files) > 1
        if not self.settled.files:
            return laid_out(_bundled(source), prefix="table = ", suffix=".frame")
        call = Call(*_reader(source, self.settled.one_column, "path" if several else "DATA[0]"))
        return f"table = pd.concat([{inline(call)} for path in DATA])" if several else assignment("table", call)

    def parts(self) -> Iterator[str]:
        """The rows of each part."""
        split = self.data.parts
        if split.unit == "date":
            yield from (f"{part} = range{self.settled.borders[part]!r}  # by date, in the run" for part in PARTS)
            return
        gap = 0 if self.data.by == "random" else split.gap
        held = {part: split.sizes.get(part, 0) for part in PARTS[1:]}
        yield "rows = len(table)"
        yield f"n_validation, n_test = {_size(held['validation'])}, {_size(held['test'])}"
        gaps = gap * sum(size != 0 for size in held.values())
        rest = "rows - n_validation - n_test" + (f" - {gaps!r}" if gaps else "")
        train = _size(split.sizes["train"]) if "train" in split.sizes else rest
        yield from self._drawn(train) if self.data.by == "random" else self._in_order(train, gap, held)

    def _in_order(self, train: str, gap: int, held: dict[str, Any]) -> Iterator[str]:
        yield f"train = range({train})"
        start = f"train.stop{f' + {gap!r}' if gap and held['validation'] else ''}"
        yield f"validation = range({start}, {start} + n_validation)"
        start = f"validation.stop{f' + {gap!r}' if gap and held['test'] else ''}"
        yield f"test = range({start}, {start} + n_test)"

    def _drawn(self, train: str) -> Iterator[str]:
        yield f"n_train = {train}"
        yield "order = np.random.default_rng(SEED).permutation(rows)"
        yield "drawn = np.split(order, np.cumsum([n_train, n_validation, n_test]))"
        yield "train, validation, test = map(np.sort, drawn[:3])"

    # --------------------------------------------------------------------------------------------------------- columns

    def functions(self) -> Iterator[str]:
        """What becomes of gaps, and how columns are scaled where it takes more than a line."""
        if self.data.missing.policy == "fill":
            yield f"VALUE = {self.data.missing.fill or 0.0!r}  # in the place of gaps"
        yield from lines_of(FILLS.get(self.data.missing.policy, ""))
        scalers = [self.data.scaler(name) for name in self.amounts if self._own(name) is None]
        found = [_statistics(scaler, "") for scaler in scalers]
        for name in dict.fromkeys(each.name for each in found if isinstance(each, Call)):
            yield from lines_of(SCALERS[name])

    @property
    def _prepared(self) -> str:
        """What the columns are called before they are scaled."""
        return "steps" if self.filled or self.clip or self.log1p or self.difference else "read"

    def preparing(self) -> Iterator[str]:
        """The columns before they are scaled, step by step."""
        if self.filled:
            yield "steps = {name: fill(column) for name, column in read.items()}  # before they are scaled"
            yield from self._labels_filled()
        elif self._prepared == "steps":
            yield "steps = dict(read)  # the columns before they are scaled"
        if self.clip:
            yield assignment("clip", {name: Pair(bounds) for name, bounds in self.clip.items()})
            yield "steps |= {name: np.clip(steps[name], *bounds) for name, bounds in clip.items()}"
        if self.log1p:
            yield assignment("logarithmic", self.log1p)
            yield "steps |= {name: np.log1p(steps[name]) for name in logarithmic}"
        if self.difference:
            yield "levels = dict(steps)"
            yield assignment("changes", self.difference)
            yield "steps |= {name: np.diff(levels[name], prepend=np.nan) for name in changes}"

    def _labels_filled(self) -> Iterator[str]:
        """Between two labels there is no line, and no number stands for one."""
        policy = self.data.missing.policy
        if self.labels and policy in {"interpolate", "fill"}:
            column = "read[name][last_observed(read[name])]" if policy == "interpolate" else "read[name]"
            yield f"steps |= {{name: {column} for name in {inline(self.labels)}}}"

    def scaling(self) -> Iterator[str]:
        """The columns as the model sees them."""
        if self._learns:
            known = "[~np.isnan((column + read[name])[train])]" if self.gaps else ""
            yield f"learnt = {{name: column[train]{known} for name, column in {self._prepared}.items()}}"
        yield from self._scales()
        scaled = f"({self._prepared}[name] - scales[name][0]) / scales[name][1]"
        yield f'x = np.stack([{scaled} for name in FEATURES], axis=1).astype("float32")'
        same = self.data.feature_columns == self.data.target_columns
        yield "y = x.copy()" if same else f'y = np.stack([{scaled} for name in TARGETS], axis=1).astype("float32")'
        if self.filled:
            yield "y[np.isnan(np.stack([read[name] for name in TARGETS], axis=1))] = np.nan  # is not learnt"
        if self.interpolates:
            yield "seen = np.stack([last_observed(read[name]) for name in FEATURES], axis=1)"

    @property
    def _learns(self) -> bool:
        """Whether the script computes statistics."""
        standard = self.window is not None and self.window.normalize == "standard"
        scaled = [name for name in self.amounts if self.data.scaler(name).kind != "none"]
        return standard or any(self._own(name) is None for name in scaled)

    def _scales(self) -> Iterator[str]:
        """Center and spread of every column."""
        found = {name: self._scale(name, f"learnt[{inline(name)}]") for name in self.data.columns}
        if any(self._own(name) for name in self.data.columns):
            yield "# Center and spread of each column; means and deviations are those that the run learnt."
        alike = {inline(self._scale(name, "values")) for name in self.data.columns}
        if len(found) > 1 and len(alike) == 1 and self._learns:
            yield f"scales = {{name: {alike.pop()} for name, values in learnt.items()}}"
        else:
            yield laid_out(found, prefix="scales = ")

    def _own(self, name: str) -> tuple[float, float] | None:
        """The statistics that are taken over from the run: means, whose last bit depends on how they are summed."""
        standard = self.data.scaler(name).kind == "standard" and name not in self.labels
        return self.settled.scales.get(name) if standard else None

    def _scale(self, name: str, values: str) -> Any:
        own = self._own(name)
        if own is not None:
            return Pair(own)
        return Pair((0.0, 1.0)) if name in self.labels else _statistics(self.data.scaler(name), values)

    # -------------------------------------------------------------------------------------------------------- examples

    def origins(self) -> Iterator[str]:
        """Where the windows of a part are."""
        if self.window is None:
            yield "def origins(part):"
            yield '    """The rows of a part: each is an example of its own."""'
            found = "np.asarray(part)"
        else:
            own = " + part.start" * (self.window.context == "own")
            yield "def origins(part, stride=1):"
            yield '    """The last row that goes in, of every window whose targets lie in the part."""'
            found = f"np.arange(max(LENGTH - 1{own}, part.start - FIRST), part.stop - LAST, stride)"
        if not self.gaps:
            yield f"    return {found}"
            return
        rows = "at - LENGTH + 1 : at + 1", "at + FIRST : at + LAST + 1"
        inputs, targets = rows if self.window else ("at", "at")
        yield f"    every = {found}"
        yield f"    gaps = [np.isnan(x[{inputs}].sum() + y[{targets}].sum()) for at in every]"
        yield "    return every[~np.array(gaps, dtype=bool)]"

    def examples(self) -> Iterator[str]:
        """Inputs and targets, as functions of the origins."""
        normalize = self.window.normalize if self.window else "none"
        if normalize == "standard":
            yield from self._reference()
        yield "def examples(at):"
        yield '    """Inputs and targets of the windows that end at these rows."""'
        if self.window is None:
            yield "    return x[at], y[at]"
            return
        yield from self._inputs()
        yield "    targets = y[at[:, None] + np.arange(FIRST, LAST + 1)]"
        if normalize != "none":
            yield from self._relative(normalize)
        yield "    return inputs, targets" + ("" if self.rank == 3 else ".reshape(len(at), -1)")

    def _relative(self, normalize: str) -> Iterator[str]:
        own = self._own_past
        if normalize == "standard":
            yield "    center, spread = reference(inputs)"
            yield f"    inputs, targets = (inputs - center) / spread, (targets - center{own}) / spread{own}"
        else:
            yield f"    inputs, targets = inputs - inputs[:, -1:], targets - inputs[:, -1:]{own}"

    def _inputs(self) -> Iterator[str]:
        yield "    rows = at[:, None] + np.arange(1 - LENGTH, 1)"
        if self.interpolates:
            yield "    rows = np.minimum(rows[:, :, None], seen[at][:, None])  # a gap that is still open shows no line"
            yield "    inputs = x[rows, np.arange(len(FEATURES))]"
        else:
            yield "    inputs = x[rows]"

    @property
    def _own_past(self) -> str:
        """Where among the features the targets' own past is."""
        places = [self.data.feature_columns.index(target) for target in self.data.target_columns]
        return "" if places == list(range(len(self.data.feature_columns))) else f"[..., {inline(places)}]"

    def _reference(self) -> Iterator[str]:
        """Center and spread of each window, with a bound below."""
        yield "least = [1e-6 * learnt[name].std() / scales[name][1] for name in FEATURES]"
        yield 'least = np.maximum(least, np.finfo("float32").tiny).astype("float32")'
        yield "def reference(inputs):"
        yield '    """Mean and deviation of each window."""'
        yield "    return inputs.mean(axis=1, keepdims=True), np.maximum(inputs.std(axis=1, keepdims=True), least)"

    # ------------------------------------------------------------------------------------------------------- judgement

    def restoring(self) -> Iterator[str]:
        """`values` in original units, of the windows that end at the rows `at`; and the `rows` they are about."""
        window = self.window
        if window is not None and window.each_step:
            yield "values = values[:, -1:]  # the last step has seen the whole window"
        if window is not None and window.normalize == "last":
            last = "x[seen[at], np.arange(len(FEATURES))]" if self.interpolates else "x[at]"
            yield f"values += {last}[:, None]{self._own_past}"
        if window is not None and window.normalize == "standard":
            yield from (line.removeprefix("    ") for line in self._inputs())
            yield "center, spread = reference(inputs)"
            yield f"values = values * spread{self._own_past} + center{self._own_past}"
        yield "values = values * [scales[name][1] for name in TARGETS] + [scales[name][0] for name in TARGETS]"
        for place, name in enumerate(self.data.target_columns):
            column = f"values[..., {place!r}]"
            if name in self.difference:
                yield f"{column} = levels[{inline(name)}][at][:, None] + np.cumsum({column}, axis=1)"
            if name in self.log1p:
                yield f"{column} = np.expm1({column})"
        steps = "LAST" if window is not None and window.each_step else "FIRST"
        yield "rows = at[:, None]" + (f" + np.arange({steps}, LAST + 1)" if window else "")

    def stride(self, part: str) -> int:
        """Rows from window to window."""
        stride = self.window.stride if self.window else None
        return 1 if stride is None else stride.train if part == "train" else stride.evaluation


def _statistics(scaler: Scaler, values: str) -> Pair | Call:
    """Center and spread of values by the kind of a scaler; what never changes is only moved."""
    whole = None, Code(values)
    if scaler.kind == "minmax" and scaler.range != (0.0, 1.0):
        low, high = map(float, scaler.range)
        return Call("minmax", (whole, (None, low), (None, high)))
    if scaler.kind == "robust":
        return Call("robust", (whole,))
    if scaler.kind == "minmax":
        return Pair((Code(f"{values}.min()"), Code(f"{values}.max() - {values}.min() or 1.0")))
    if scaler.kind == "standard":
        return Pair((Code(f"{values}.mean()"), Code(f"{values}.std() if np.ptp({values}) else 1.0")))
    return Pair((0.0, 1.0))


def _size(size: int | float | str) -> str:
    """How many rows a part has, by its size."""
    if unit_of(size) == "fraction":
        return f"int(rows * {size!r} + 1e-9)"
    return repr(int(size))


def _bundled(source: Any) -> Call:
    """What comes with scikit-learn, in the units it was measured in."""
    measured = (("scaled", False),) if source.dataset == "diabetes" else ()
    return Call(f"datasets.load_{source.dataset}", (("as_frame", True), *measured))


def _reader(source: Any, one_column: bool, name: str) -> tuple[str, tuple[tuple[str | None, Any], ...]]:
    """The function of pandas that reads the file of this name, with its arguments."""
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
    if one_column:
        given["skip_blank_lines"] = False
    return "pd.read_csv", (*path, *given.items())
