"""The columns of a table as a model sees them: numbers, categories and dates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from seqspec.data.tables.layout import Layout, Track
from seqspec.language.data import Data
from seqspec.language.recipe.encode import Encoding
from seqspec.language.recipe.scale import EVERY, Scaler
from seqspec.lowering.script.division import dates
from seqspec.lowering.script.pieces import CYCLES, FILLS, SCALERS, WEEKS, lines_of
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import WIDTH, Call, Code, Pair, assignment, inline, laid_out


class Columns:
    """
    The lines that make `x` and `y`, what goes in and what is predicted, row by row.

    Args:
        data: without its texts.
        settled: see there.
        train: what stands for the rows of the training part.
    """

    def __init__(self, data: Data, settled: Settled, train: str = "train") -> None:
        self.data = data
        self.settled = settled
        self.train = train
        self.layout = Layout.of(data)
        self.features = self.layout.tracks[: self.layout.features]
        self.targets = [self.layout.tracks[place] for place in self.layout.targets]
        amounts = [track.name for track in self.layout.tracks if track.kind == "amount"]
        bounds = {name: data.clip.get(name) or data.clip.get(EVERY) for name in amounts}
        self.clip = {name: tuple(each) for name, each in bounds.items() if each}
        self.log1p = [name for name in amounts if {name, EVERY} & set(data.log1p)]
        self.difference = [name for name in amounts if {name, EVERY} & set(data.difference)]

    # --------------------------------------------------------------------------------------------------- what there is

    @property
    def gaps(self) -> bool:
        """Whether a row may have no value, so that some examples are left out."""
        return self.data.missing.policy != "error" or bool(self.difference)

    @property
    def interpolates(self) -> bool:
        """Whether what a window shows of a gap depends on where the window ends."""
        return self.data.missing.policy == "interpolate"

    @property
    def labels(self) -> bool:
        """Whether all that is predicted is 0 or 1."""
        return all(track.kind == "label" for track in self.targets)

    @property
    def classes(self) -> int | None:
        """How many classes the target has; None where it is none."""
        target = next(iter(self.data.target or []), None)
        if target is None or target.column is None or self.targets[0].kind != "category":
            return None
        known = self.settled.classes.get(target.column)
        return self.data.classes(target) or (known.room if known else None)

    @property
    def relative(self) -> list[bool]:
        """Which numbers of an input row are amounts, which a window can be made relative to."""
        return [track.relative for track in self.features for _ in range(track.width)]

    @property
    def own_past(self) -> list[int]:
        """Where in an input row the targets' own past is."""
        firsts = [0, *accumulate(track.width for track in self.features)]
        return [firsts[place] for place in self.layout.targets]

    @property
    def divided(self) -> str:
        """How a deviation of a column becomes one of the model's units."""
        return " / scales[name][1]" if self._scaled else ""

    @property
    def _one_hot(self) -> dict[str, int]:
        """The features that become rows of zeros with a one, with the width of each."""
        return {track.name: track.width for track in self.features if track.kind == "category" and track.width > 1}

    def _numbered(self, zeros: bool) -> list[str]:
        """The columns whose categories are numbered; of one that training lacks become zeros, or the next number."""
        tracks = [track for track in self.layout.tracks if track.kind == "category" and not self._is_number(track.name)]
        return [track.name for track in tracks if zeros == (track.width > 1 and track not in self.targets)]

    def _is_number(self, column: str) -> bool:
        """Whether labels are the numbers of their classes already."""
        return self.settled.are_own(column) and column not in self.data.encode

    def _scaler(self, track: Track) -> Scaler | None:
        """What a column is scaled by; None where it stays as it is."""
        scaler = self.data.scaler(track.column)
        return scaler if track.kind in {"amount", "field"} and scaler.kind != "none" else None

    @property
    def _scaled(self) -> dict[str, Scaler]:
        found = {track.name: self._scaler(track) for track in self.layout.tracks}
        return {name: scaler for name, scaler in found.items() if scaler is not None}

    # ------------------------------------------------------------------------------------------------------- constants

    def constants(self) -> Iterator[str]:
        """What goes in and what is predicted."""
        features, targets = ([track.name for track in tracks] for tracks in (self.features, self.targets))
        source: Any = self.data.source
        if targets:
            yield laid_out(targets, prefix=f"{'FEATURES = ' * (features == targets)}TARGETS = ")
        if features and source.name == "sklearn" and features == list(source.inputs):
            yield f"FEATURES = datasets.load_{source.dataset}().feature_names"
        elif features and features != targets:
            yield assignment("FEATURES", features)
        if self._one_hot:
            yield f"{assignment('ONE_HOT', self._one_hot)}  # categories, with room for so many"

    def functions(self) -> Iterator[str]:
        """What becomes of gaps, and how columns are scaled where it takes more than a line."""
        if self.data.missing.policy == "fill":
            yield f"VALUE = {self.data.missing.fill or 0.0!r}  # in the place of gaps"
        yield from lines_of(FILLS.get(self.data.missing.policy, ""))
        found = [_statistics(scaler, "") for name, scaler in self._scaled.items() if self._own(name) is None]
        for name in dict.fromkeys(each.name for each in found if isinstance(each, Call)):
            yield from lines_of(SCALERS[name])

    # ------------------------------------------------------------------------------------------------------ as read

    def reading(self) -> Iterator[str]:
        """The columns as they were read, categories by their numbers."""
        for column in self.data.static:
            name, group = inline(column), inline(self.data.group)
            yield f'table[{name}] = table.groupby({group})[{name}].transform("first")  # the same in a whole series'
        for zeros in (True, False):
            yield from self._numbering(self._numbered(zeros), zeros)
        plain = [track.name for track in self.layout.tracks if track.kind not in {"field", "cycle"}]
        features, targets = ([track.name for track in tracks] for tracks in (self.features, self.targets))
        names = "TARGETS" if plain == targets else "FEATURES" if plain == features else "FEATURES + TARGETS"
        if names == "FEATURES + TARGETS" and plain != features + targets:
            names = "dict.fromkeys(FEATURES + TARGETS)" if len(plain) == len(self.layout.tracks) else inline(plain)
        yield f'read = {{name: table[name].astype("float64").to_numpy() for name in {names}}}'
        for column in dict.fromkeys(track.column for track in self.features if track.kind in {"field", "cycle"}):
            yield from self._fields(column, self.data.encode[column])

    def _numbering(self, columns: list[str], zeros: bool) -> Iterator[str]:
        if not columns:
            return
        becomes = "a row of zeros" if zeros else "the next number"
        every = "ONE_HOT" if columns == list(self._one_hot) else inline(columns)
        observed = "" if self.data.missing.policy == "error" else ".where(table[name].notna())"
        yield f"for name in {every}:  # numbered in order; what the training part lacks becomes {becomes}"
        yield f"    known = sorted(table[name].iloc[{self.train}].dropna().unique())"
        yield "    numbers = {each: number for number, each in enumerate(known)}"
        yield f"    table[name] = table[name].map(numbers).fillna({-1 if zeros else 'len(known)'}){observed}"

    def _fields(self, column: str, encoding: Encoding) -> Iterator[str]:
        """What the calendar says of a date."""
        time = self.data.time
        format = time.format if time is not None and time.column == column else encoding.format
        yield f"date = pd.DatetimeIndex({dates(column, format)})"
        if "week" in (encoding.cyclic or []):
            yield from lines_of(WEEKS)
        if encoding.calendar:
            plain = {f"{field} of {column}": _field(field) for field in encoding.calendar}
            yield laid_out(plain, prefix="read |= ")
        for field in encoding.cyclic or []:
            sine, cosine = (f"{part} of {field} of {column}" for part in ("sine", "cosine"))
            yield f"angle = 2 * np.pi * np.asarray({CYCLES[field]}, dtype=float)"
            yield laid_out({sine: Code("np.sin(angle)"), cosine: Code("np.cos(angle)")}, prefix="read |= ")

    # ------------------------------------------------------------------------------------------------------ prepared

    @property
    def _fills(self) -> bool:
        return self.data.missing.policy in FILLS

    @property
    def _prepared(self) -> str:
        """What the columns are called before they are scaled."""
        return "steps" if self._fills or self.clip or self.log1p or self.difference else "read"

    def preparing(self) -> Iterator[str]:
        """The columns before they are scaled, step by step."""
        if self._fills:
            whole, said = "fill(column)", "  # before they are scaled"
            if self.data.group is not None:
                whole, said = "np.concatenate([fill(column[first:end]) for first, end in series])", ""
            yield f"steps = {{name: {whole} for name, column in read.items()}}{said}"
            yield from self._others_filled()
        elif self._prepared == "steps":
            yield "steps = dict(read)  # the columns before they are scaled"
        if self.clip:
            yield assignment("clip", {name: Pair(bounds) for name, bounds in self.clip.items()})
            yield "steps |= {name: np.clip(steps[name], *bounds) for name, bounds in clip.items()}"
        if self.log1p:
            yield from self._each("log1p", self.log1p, "np.log1p(steps[name])")
        if self.difference:
            yield "levels = dict(steps)"
            yield from self._each("difference", self.difference, "np.diff(levels[name], prepend=np.nan)")
            if self.data.group is not None:
                yield f"for name in {inline(self.difference)}:"
                yield "    steps[name][begins] = np.nan  # the first row of a series has none before it"

    def _each(self, key: str, names: list[str], step: str) -> Iterator[str]:
        """A step of some columns."""
        called = {"log1p": "logarithmic", "difference": "changes"}[key]
        yield assignment(called, names)
        yield f"steps |= {{name: {step} for name in {called}}}"

    def _others_filled(self) -> Iterator[str]:
        """Between two labels or categories there is no line, and no number stands for one."""
        time = self.data.time.column if self.data.time else None  # every row has one
        others = [track.name for track in self.layout.tracks if track.kind != "amount" and track.column != time]
        policy = self.data.missing.policy
        if others and policy in {"interpolate", "fill"}:
            column = "read[name][last_observed(read[name])]" if policy == "interpolate" else "read[name]"
            yield f"steps |= {{name: {column} for name in {inline(others)}}}"

    # -------------------------------------------------------------------------------------------------------- scaled

    def scaling(self) -> Iterator[str]:
        """The columns as the model sees them."""
        if self._learns:
            known = f"[~np.isnan((column + read[name])[{self.train}])]" if self.gaps else ""
            if self._alike_alone:
                some = inline(list(self._scaled))
                yield f"learnt = {{name: {self._prepared}[name][{self.train}] for name in {some}}}"
            else:
                every = f"{self._prepared}.items()"
                yield f"learnt = {{name: column[{self.train}]{known} for name, column in {every}}}"
        yield from self._scales()
        scaled = f"({self._prepared}[name] - scales[name][0]) / scales[name][1]"
        scaled = scaled if self._scaled else f"{self._prepared}[name]"
        if self.features:
            yield from self._inputs(scaled)
        if self.targets:
            yield from self._answers(scaled)
        if self._fills and self.targets:
            yield "y[np.isnan(np.stack([read[name] for name in TARGETS], axis=1))] = np.nan  # is not learnt"
        if self.interpolates:
            yield "seen = np.stack([last_observed(read[name]) for name in FEATURES], axis=1)"
        yield from self._known_ahead()

    def _inputs(self, scaled: str) -> Iterator[str]:
        if not self._one_hot:
            yield f'x = np.stack([{scaled} for name in FEATURES], axis=1).astype("float32")'
            return
        zeros = f"{self._prepared}[name][:, None] == np.arange(ONE_HOT[name])"
        if self.gaps:
            zeros = f"np.where(np.isnan({self._prepared}[name][:, None]), np.nan, {zeros})"
        yield "def seen_as(name):"
        yield '    """A column as the model sees it: a category as a row of zeros with a one."""'
        if len(self._one_hot) < len(self.features):
            yield "    if name not in ONE_HOT:"
            yield f"        return ({scaled})[:, None]" if self._scaled else f"        return {scaled}[:, None]"
        yield f"    return {zeros}"
        yield ""
        yield 'x = np.concatenate([seen_as(name) for name in FEATURES], axis=1).astype("float32")'

    def _answers(self, scaled: str) -> Iterator[str]:
        names = [track.name for track in self.features]
        places = [names.index(track.name) for track in self.targets if track.name in names]
        if self._one_hot or len(places) < len(self.targets):
            yield f'y = np.stack([{scaled} for name in TARGETS], axis=1).astype("float32")'
        else:
            yield "y = x.copy()" if places == list(range(len(names))) else f"y = x[:, {inline(places)}]"

    def _known_ahead(self) -> Iterator[str]:
        """A row shows what is known ahead as it will be at the last target."""
        places = [place for track in self.features for place in [track.ahead] * track.width]
        window = self.data.window
        if window is None or not any(places) or window.offset + window.horizon == 1:
            return
        every = [place for place, ahead in enumerate(places) if ahead]
        columns = inline(every)
        if every == list(range(every[0], len(places))):
            columns = f"{every[0]!r}:"
        said = "  # known ahead: shown as it will be at the last target"
        if self.data.group is None:
            yield f"x[:-LAST, {columns}] = x[LAST:, {columns}]{said}"
        else:
            yield f"for first, end in series:{said}"
            yield f"    x[first : max(end - LAST, first), {columns}] = x[first + LAST : end, {columns}]"

    @property
    def _learns(self) -> bool:
        """Whether the script computes statistics."""
        standard = self.data.window is not None and self.data.window.normalize == "standard"
        return standard or any(self._own(name) is None for name in self._scaled)

    @property
    def _alike_alone(self) -> bool:
        """Whether several columns are scaled in one way, and others are not scaled."""
        alike = len({inline(self._scale(name, "values")) for name in self._scaled}) == 1 < len(self._scaled)
        others = len(self._scaled) < len(self.layout.tracks)
        standard = self.data.window is not None and self.data.window.normalize == "standard"
        return alike and others and self._learns and not self.gaps and not standard

    def _scales(self) -> Iterator[str]:
        """Center and spread of the columns that are scaled; the others stay as they are."""
        scaled = self._scaled
        if not scaled:
            return
        if any(self._own(name) for name in scaled):
            yield "# Center and spread of each column; means and deviations are those that the run learnt."
        found = {name: self._scale(name, f"learnt[{inline(name)}]") for name in scaled}
        names = dict.fromkeys(track.name for track in self.layout.tracks)
        alike = {inline(self._scale(name, "values")) for name in scaled}
        if len(found) == len(names) > 1 and len(alike) == 1 and self._learns:
            yield f"scales = {{name: {alike.pop()} for name, values in learnt.items()}}"
        elif self._alike_alone:
            yield "scales = dict.fromkeys(read, (0.0, 1.0))  # what is not scaled stays as it is"
            yield f"scales |= {{name: {alike.pop()} for name, values in learnt.items()}}"
        elif len(found) == len(names):
            yield laid_out(found, prefix="scales = ")
        elif len(alone := f"scales = dict.fromkeys(read, (0.0, 1.0)) | {inline(found)}") <= WIDTH:
            yield alone
        else:
            yield "scales = dict.fromkeys(read, (0.0, 1.0))  # what is not scaled stays as it is"
            yield laid_out(found, prefix="scales |= ")

    def _own(self, name: str) -> tuple[float, float] | None:
        """The statistics that are taken over from the run: means, whose last bit depends on how they are summed."""
        return self.settled.scales.get(name) if self._scaled[name].kind == "standard" else None

    def _scale(self, name: str, values: str) -> Any:
        own = self._own(name)
        return Pair(own) if own is not None else _statistics(self._scaled[name], values)

    # ------------------------------------------------------------------------------------------------------ restored

    def restoring(self) -> Iterator[str]:
        """`values` in original units, of the examples `at`."""
        if self._scaled:
            yield "values = values * [scales[name][1] for name in TARGETS] + [scales[name][0] for name in TARGETS]"
        for place, track in enumerate(self.targets):
            column = f"values[..., {place!r}]"
            if track.name in self.difference:
                yield f"{column} = levels[{inline(track.name)}][at][:, None] + np.cumsum({column}, axis=1)"
            if track.name in self.log1p:
                yield f"{column} = np.expm1({column})"


def _field(name: str) -> Code:
    """One field of dates, as a calendar shows it."""
    called = {"weekday": "day_of_week"}.get(name, name)
    found = 'date.isocalendar()["week"]' if name == "week" else f"date.{called}"
    return Code(f"np.asarray({found}, dtype=float)")


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
    return Pair((Code(f"{values}.mean()"), Code(f"{values}.std() if np.ptp({values}) else 1.0")))
