"""Recipes of tables: rows one by one, or windows over them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seqspec.language.data import Data
from seqspec.language.recipe.window import Stride
from seqspec.lowering.script import division, reading, spans
from seqspec.lowering.script.columns import Columns
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import Call, Code, inline


class Table:
    """
    A recipe of a table; see `seqspec.lowering.script.recipe`.

    Args:
        data: one that a script can hold.
        settled: see there.
        rank: axes of the model's output.
        half: what a chance of one half is in the model's answers.
        rows: whether a part is an array of its rows, each of which is an example.
    """

    def __init__(self, data: Data, settled: Settled, rank: int, half: float = 0.5, rows: bool = False) -> None:
        self.data = data
        self.settled = settled
        self.rank = rank
        self.half = half
        self.window = data.window
        self.series = data.group is not None and data.by != "random"
        self.columns = Columns(data, settled, "taught" if self.series else "train")
        self.rows = rows or (self.window is None and data.by == "random" and not self.columns.gaps)

    def constants(self) -> Iterator[str]:
        """Columns and window."""
        yield from self.columns.constants()
        window = self.window
        if window is not None:
            yield from spans.constants(window, "rows")

    def functions(self) -> Iterator[str]:
        """What becomes of gaps, how columns are scaled, and how classes are shared out."""
        yield from division.functions(self.data)
        yield from self.columns.functions()

    def reading(self) -> Iterator[str]:
        """The table, its parts, and its columns as they were read."""
        yield from reading.table(self.data, self.settled)
        yield from division.left_out(self.data.parts)
        yield from division.parts(self.data, self.settled)
        yield ""
        yield from self.columns.reading()

    def preparing(self) -> Iterator[str]:
        """The columns as the model sees them."""
        yield from self.columns.preparing()
        yield from self.columns.scaling()

    # --------------------------------------------------------------------------------------------------- where they are

    def origins(self) -> Iterator[str]:
        """The examples of a part, without those that touch a gap."""
        if self.rows:
            return
        if self.window is None:
            yield "def origins(part):"
            yield '    """The rows of a part: each is an example of its own."""'
        else:
            yield f"def origins(part{', stride=1' * self._strides}{', last=LAST' * bool(self.window.recursive)}):"
            yield f'    """The last row that goes in, of every window whose targets lie in {self._where}."""'
        if self.series:
            yield f"    spans = [{self._of_series} for start, first, end in part]"
        found = "np.concatenate(spans)" if self.series else self._of_one
        if not self.columns.gaps:
            yield f"    return {found}"
            return
        last = "last" if self.window and self.window.recursive else "LAST"
        rows = "at - LENGTH + 1 : at + 1", f"at + FIRST : at + {last} + 1"
        inputs, targets = rows if self.window else ("at", "at")
        yield f"    every = {found}"
        yield f"    gaps = [np.isnan(x[{inputs}].sum() + y[{targets}].sum()) for at in every]"
        yield "    return every[~np.array(gaps, dtype=bool)]"

    @property
    def _strides(self) -> bool:
        """Whether windows of any part are further apart than by a row."""
        return self.window is not None and self.window.stride != Stride()

    @property
    def _where(self) -> str:
        return "the part, and all rows in one series" if self.series else "the part"

    @property
    def _of_one(self) -> str:
        """The origins of a part of a single series, those at gaps among them."""
        if self.window is None:
            return "np.asarray(part)"
        own = " + part.start" * (self.window.context == "own")
        return f"np.arange(max(LENGTH - 1{own}, part.start - FIRST), part.stop - {self._reach})"

    @property
    def _of_series(self) -> str:
        """The same of one of several series."""
        if self.window is None:
            return "np.arange(first, end)"
        start = "first" if self.window.context == "own" else "start"
        return f"np.arange(max({start} + LENGTH - 1, first - FIRST), end - {self._reach})"

    @property
    def _reach(self) -> str:
        """Rows that have to follow the last one that goes in, and the way from window to window."""
        last = "last" if self.window is not None and self.window.recursive else "LAST"
        return f"{last}, stride" if self._strides else last

    def at(self, part: str) -> Any:
        """A call of `origins`, or the rows themselves."""
        if self.rows:
            return Code(part)
        given: list[tuple[str | None, Any]] = [(None, Code(part))]
        window = self.window
        if window is not None and (stride := window.stride.train if part == "train" else window.stride.evaluation) != 1:
            given.append((None, stride))
        if window is not None and window.fed_back and part != "train":
            given.append(("last", window.recursive))
        return Call("origins", tuple(given))

    # --------------------------------------------------------------------------------------------------- what they hold

    def examples(self) -> Iterator[str]:
        """Inputs and targets, as functions of the origins."""
        normalize = self.window.normalize if self.window else "none"
        if normalize == "standard":
            yield from self._reference()
        yield "def examples(at):"
        if self.window is None:
            yield '    """Inputs and targets of these rows."""'
            yield f"    return {self.fed('x[at]')}, {self.asked('y[at]')}"
            return
        yield '    """Inputs and targets of the windows that end at these rows."""'
        yield from self._inputs()
        yield "    targets = y[at[:, None] + np.arange(FIRST, LAST + 1)]"
        if normalize == "none":
            yield f"    return {self.fed('inputs')}, {self.asked('targets')}"
        else:
            yield from self._made_relative(normalize)

    def fed(self, inputs: str) -> str:
        """Inputs, numbers of categories as whole ones."""
        if not self.columns.layout.ids:
            return inputs
        single = self.window is not None and len(self.columns.features) == 1
        return f'{inputs}{"[:, :, 0]" * single}.astype("int32")'

    def asked(self, targets: str) -> str:
        """Targets in the shape that the loss takes."""
        steps = self.window is not None and self.rank == 3
        if self.columns.classes is None:
            return targets if steps or self.window is None else f"{targets}.reshape(len(at), -1)"
        if self.data.kind((self.data.target or [])[0]) == "one_hot":
            ones = f'({targets} == np.arange({self.columns.classes!r})).astype("float32")'
            return ones if steps or self.window is None else f"{ones}.reshape(len(at), -1)"
        several = steps or (self.window is not None and self.window.steps > 1)
        axes = "[:, 0]" if self.window is None else "[:, :, 0]" if several else "[:, 0, 0]"
        return f'{targets}{axes}.astype("int32")'

    def _made_relative(self, normalize: str) -> Iterator[str]:
        own = self._own_past
        if normalize == "standard":
            yield "    center, spread = reference(inputs)"
            inputs, targets = "(inputs - center) / spread", f"((targets - center{own}) / spread{own})"
        elif all(self.columns.relative):
            inputs, targets = "inputs - inputs[:, -1:]", f"(targets - inputs[:, -1:]{own})"
        else:
            amounts = inline([int(each) for each in self.columns.relative])
            yield f'    center = inputs[:, -1:] * np.array({amounts}, dtype="float32")  # of amounts alone'
            inputs, targets = "inputs - center", f"(targets - center{own})"
        asked = self.asked(targets)
        yield f"    return {inputs}, {asked[1:-1] if asked == targets else asked}"

    def _inputs(self) -> Iterator[str]:
        yield "    rows = at[:, None] + np.arange(1 - LENGTH, 1)"
        if self.columns.interpolates:
            yield "    rows = np.minimum(rows[:, :, None], seen[at][:, None])  # a gap that is still open shows no line"
            yield "    inputs = x[rows, np.arange(len(FEATURES))]"
        else:
            yield "    inputs = x[rows]"

    @property
    def _own_past(self) -> str:
        """Where among the numbers of an input row the targets' own past is."""
        places = self.columns.own_past
        return "" if places == list(range(len(self.columns.relative))) else f"[..., {inline(places)}]"

    def _reference(self) -> Iterator[str]:
        """Center and spread of each window, with a bound below."""
        yield f"least = [1e-6 * learnt[name].std(){self.columns.divided} for name in FEATURES]"
        yield 'least = np.maximum(least, np.finfo("float32").tiny).astype("float32")'
        yield "def reference(inputs):"
        yield '    """Mean and deviation of each window."""'
        yield "    return inputs.mean(axis=1, keepdims=True), np.maximum(inputs.std(axis=1, keepdims=True), least)"

    # ------------------------------------------------------------------------------------------------------- judgement

    def judgement(self, size: int, whole: bool) -> Iterator[str]:
        """Errors in original units, or how many classes are right."""
        window = self.window
        if window is not None and window.fed_back:
            rows = f"{window.recursive} rows, its answers fed back"
            yield f"# Left out: the run forecasts {rows}; this is the first of them."
        if self.rows and not whole and (self.columns.labels or self.columns.classes is not None):
            yield from self._labels_judged(size)
            return
        yield f"at = {inline(self.at('test'))}"
        if whole:
            yield f"at = at[: len(at) // {size!r} * {size!r}]  # the model takes whole batches only"
        steps = window.steps if window else 1
        if self.columns.classes is not None:
            yield from self._classes_judged(size, steps)
            return
        values = f'model.predict(Batches(at, {size!r}), verbose=0).astype("float64")'
        yield f"values = {values}.reshape(len(at), -1, len(TARGETS))"
        yield from self._restoring()
        truth = f"np.stack([read[name][{self._rows}] for name in TARGETS], axis=2)"
        if self.columns.labels:
            yield f"right = (values > {self.half!r}) == {truth}"
            yield 'print(f"test part: {len(at):,} examples, {right.mean():.2%} right")'
            return
        yield f"errors = values - {truth}"
        both = "MAE {np.abs(errors).mean():.4g}, RMSE {np.sqrt(np.square(errors).mean()):.4g}"
        yield f'print(f"test part: {{len(at):,}} examples, {both}")'

    def _labels_judged(self, size: int) -> Iterator[str]:
        """Where each row is an example, its label stands in `y`."""
        yield f"chances = model.predict(Batches(test, {size!r}), verbose=0)"
        found = f"(chances > {self.half!r}) == y[test]"
        yield f"right = {found if self.columns.classes is None else 'chances.argmax(axis=-1) == y[test, 0]'}"
        yield 'print(f"test part: {len(test):,} examples, {right.mean():.2%} right")'

    def _classes_judged(self, size: int, steps: int) -> Iterator[str]:
        yield f"chances = model.predict(Batches(at, {size!r}), verbose=0).reshape(len(at), {steps!r}, -1)"
        last = "[:, -1:]" if self.window is not None and self.window.each_step else ""
        yield f"right = chances.argmax(axis=-1){last} == read[TARGETS[0]][{self._rows}]"
        yield 'print(f"test part: {len(at):,} examples, {right.mean():.2%} right")'

    @property
    def _rows(self) -> str:
        """The rows that the examples `at` are about."""
        steps = "LAST" if self.window is not None and self.window.each_step else "FIRST"
        return "at[:, None]" + (f" + np.arange({steps}, LAST + 1)" if self.window else "")

    def _restoring(self) -> Iterator[str]:
        """`values` in original units, of the windows that end at the rows `at`."""
        window = self.window
        if window is not None and window.each_step:
            yield "values = values[:, -1:]  # the last step has seen the whole window"
        if window is not None and window.normalize == "last":
            last = "x[seen[at], np.arange(len(FEATURES))]" if self.columns.interpolates else "x[at]"
            yield f"values += {last}[:, None]{self._own_past}"
        if window is not None and window.normalize == "standard":
            yield from (line.removeprefix("    ") for line in self._inputs())
            yield "center, spread = reference(inputs)"
            yield f"values = values * spread{self._own_past} + center{self._own_past}"
        yield from self.columns.restoring()
