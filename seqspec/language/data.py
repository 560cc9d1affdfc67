"""The `data:` section: where examples come from, how they become arrays, and what that delivers, without any data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from seqspec.language.columns import check_ahead, check_kinds
from seqspec.language.delivery import Delivery, deliver
from seqspec.language.problems import nearest, problem
from seqspec.language.recipe.arrays import Arrays
from seqspec.language.recipe.cleaning import Clip, Columns, Names
from seqspec.language.recipe.encode import Encoding
from seqspec.language.recipe.missing import ERROR, Missing
from seqspec.language.recipe.scale import EVERY, NONE, Scaler, Scales, check_groups
from seqspec.language.recipe.source import AnySource, Source
from seqspec.language.recipe.split import DEFAULT, Split
from seqspec.language.recipe.target import Kind, Target, Targets
from seqspec.language.recipe.time import Time
from seqspec.language.recipe.tokens import AllTokens, Tokens
from seqspec.language.recipe.window import Window
from seqspec.language.recursion import check_recursion
from seqspec.language.section import Section, at
from seqspec.language.texts import check_tokens

_COPIES = "no error: the model learns to copy the answer, and its loss is close to 0"


class Data(Section):
    """
    The data recipe: where examples come from, and how they become inputs and targets.

    It names a `source` and a `target`, or declares `arrays`. `lint` reads no data; `fit` does. Every statistic comes
    from the training part.

    Args:
        source: where the rows come from: a name such as `csv` or `parquet`, with its file.
        arrays: shapes of arrays that are handed over from Python, in place of a `source`.
        target: the column to predict, or a list of them.
        features: the columns that go in; with a `window` the target's own past where none are given.
        time: the column that says when; the rows have to be in its order.
        group: the column that tells several series in one file apart: one model learns from all of them, and no window
            runs from one into the next.
        known_future: features whose values are known ahead, such as holidays or the date: row t of a window shows
            what they are `offset + horizon - 1` rows later, so that the last row shows those of the last target.
        static: features that never change within a series of `group`; one row of the series has to hold them.
        missing: what becomes of gaps.
        clip: a lower and an upper bound for all columns, or by column: `clip: {price: [0, null]}`.
        log1p: columns whose logarithm of one plus the value is taken: `true` for all, one column, or a list.
        difference: columns of which the step from row to row is taken: `true` for all, one column, or a list.
        split: which rows are for training, validation and test.
        scale: what columns are scaled by.
        window: how many rows go in, and how many rows ahead are predicted.
        tokens: how text becomes numbers: one way for all texts, or one for each column by its name.
        encode: how categories and dates become numbers, by column.
        season: rows in a season, such as 24 for hours of a day; for the seasonal-naive forecast that a model is
            judged by.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          features: [price, volume]
          time: date
          missing: ffill
          clip: {volume: [0, null]}
          log1p: volume
          split: {validation: 0.1, test: 0.2}
          scale: standard
          window: {length: 30, horizon: 7}
          season: 7

        data:
          source: {csv: shops.csv}
          target: sold
          features: [sold, sale, size]
          time: day
          group: shop
          known_future: sale
          static: size
          difference: sold
          missing: drop
          window: {length: 28, horizon: 7}

        data:
          arrays: {input: {shape: [100, 1]}, target: {shape: [1]}}

        data:
          source: {csv: reviews.csv}
          target: {column: friendly, kind: binary}
          features: [said]
          tokens: {by: word, max_tokens: 4000, max_length: 40}

        data:
          source: {csv: houses.csv}
          target: rent
          features: [town]
          encode: {town: {one_hot: 2}}
    """

    source: AnySource | None = None
    arrays: Arrays | None = None
    target: Targets | None = None
    features: Annotated[list[str], Field(min_length=1)] | None = None
    time: Time | None = None
    group: str | None = None
    known_future: Names = []
    static: Names = []
    missing: Missing = ERROR
    clip: Clip = {}
    log1p: Columns = []
    difference: Columns = []
    split: Split | None = None
    scale: Scales = {}
    window: Window | None = None
    tokens: AllTokens = {}
    encode: dict[str, Encoding] = {}
    season: Annotated[int, Field(ge=1)] | None = None

    # -------------------------------------------------------------------------------------------------- what it says

    @property
    def target_columns(self) -> list[str]:
        """The columns to be predicted, in order; the second one of pairs where none is named."""
        named = [target.column for target in self.target or [] if target.column is not None]
        return named or (["target"] if self.paired else [])

    @property
    def feature_columns(self) -> list[str]:
        """The columns that go in, in order: those listed, the first one of pairs, or the target's own past."""
        if self.features is not None:
            return self.features
        if self.paired:
            return ["input"]
        if self.window or self.source is None:
            return self.target_columns if self.window else []
        return [column for column in self.source.inputs if column not in self.target_columns]

    @property
    def columns(self) -> list[str]:
        """Every column that becomes numbers, each once, features first."""
        return list(dict.fromkeys([*self.feature_columns, *self.target_columns]))

    @property
    def paired(self) -> bool:
        """Whether the source has two columns of texts, `input` and `target`."""
        return self.source is not None and self.source.name == "pairs"

    @property
    def texts(self) -> list[str]:
        """The columns that are texts, in order."""
        return [column for column in self.columns if self.tokens_of(column) is not None]

    @property
    def parts(self) -> Split:
        """The split as asked for, or the one that is done where none is."""
        return self.split or DEFAULT

    @property
    def by(self) -> str:
        """What decides which row falls into which part."""
        if self.split is None:
            return "time"
        return self.split.by or ("time" if self.window or self.time else "group" if self.group else "random")

    def scaler(self, column: str) -> Scaler:
        """How a column is scaled."""
        return self.scale.get(column) or self.scale.get(EVERY) or NONE

    def tokens_of(self, column: str | None) -> Tokens | None:
        """How a column of texts becomes numbers; None where it holds no texts. A running text has no column."""
        every = self.tokens.get(EVERY)
        if column is None or column in self.tokens:
            return self.tokens[column] if column else every
        return every if self.paired or column in self.feature_columns else None

    def kind(self, target: Target) -> Kind:
        """How a target is written down: as it says, or as its column is encoded."""
        if (tokens := self.tokens_of(target.column)) is not None:
            return "one_hot" if tokens.one_hot else "classes"
        encoding = self.encode.get(target.column or "")
        encoded: Kind = "real" if encoding is None else "one_hot" if encoding.one_hot else "classes"
        return target.kind or encoded

    def classes(self, target: Target) -> int | None:
        """How many classes a target has, where it is declared."""
        if (tokens := self.tokens_of(target.column)) is not None:
            return tokens.max_tokens
        encoding = self.encode.get(target.column or "")
        return target.classes or (encoding.categories if encoding else None) or self._known_classes(target)

    def _known_classes(self, target: Target) -> int | None:
        """How many classes the source is known to have, where the target is one of them."""
        if self.source is None or target.column is None or self.kind(target) not in {"classes", "one_hot"}:
            return None
        return self.source.classes(target.column)

    # ----------------------------------------------------------------------------------------------- what it delivers

    def delivers(self) -> Delivery:
        """What the recipe delivers, without any data."""
        return deliver(self)

    # -------------------------------------------------------------------------------------------------------- checks

    @model_validator(mode="after")
    def _is_whole(self) -> Data:
        if self.arrays is not None:
            for key in sorted(self.model_fields_set - {"arrays"}):
                said = f"`{key}` can't stand beside `arrays`: arrays come ready from Python"
                raise _refusal((key,), said, f"take `{key}` out, or name a `source`", target="key")
            return self
        if self.source is None:
            raise _refusal((), "the recipe names no `source` and declares no `arrays`", "write `source: {csv: FILE}`")
        if self.source.table:
            self._check_columns()
            self._check_known(self.source)
            self._check_names()
            check_kinds(self)
            check_ahead(self)
        check_tokens(self)
        self._check_window()
        check_recursion(self)
        self._check_order()
        return self

    def _check_columns(self) -> None:
        if not self.target_columns:
            raise _refusal((), "the recipe does not say what is to be predicted", "write `target: COLUMN`")
        if not self.feature_columns:
            raise _refusal(
                (), "without a `window` the recipe has to say what goes in", "write `features: [COLUMN, ...]`"
            )
        for key, listed in {"target": self.target_columns, "features": self.feature_columns}.items():
            twice = next((column for column in listed if listed.count(column) > 1), None)
            if twice is not None:
                raise _refusal((key,), f"`{key}` lists `{twice}` twice", f"list `{twice}` once")
        own = self._own_past
        if self.window is None and own is not None:
            said = f"`{own}` is the target, and without a window its value would be its own answer"
            place = ("features", self.feature_columns.index(own))
            help = f"take `{own}` out of `features`"
            raise _refusal(place, said, help, "SEQ308", severity="error", keras=_COPIES)

    def _check_known(self, source: Source) -> None:
        """The columns of some sources are known before anything is read."""
        time, group = [self.time.column] if self.time else [], [self.group] if self.group else []
        used = {"target": self.target_columns, "features": self.feature_columns, "time": time, "group": group}
        for key, column in ((key, column) for key, columns in used.items() for column in columns):
            if source.known is not None and column not in source.known:
                guess = nearest(column, source.known)
                said = f"`source: {source.name}` has no column `{column}`" + (
                    f"; did you mean `{guess}`?" if guess else ""
                )
                listed = ", ".join(f"`{each}`" for each in source.known[:12]) + (", ..." if source.known[12:] else "")
                raise _refusal((key,), said, f"it has {listed}", "SEQ314", severity="error")

    @property
    def _own_past(self) -> str | None:
        """A target that is a feature, too."""
        return next((column for column in self.target_columns if column in self.feature_columns), None)

    def _check_names(self) -> None:
        """Every part that speaks of columns speaks of those the recipe uses."""
        for key in ("scale", "clip", "encode", "log1p", "difference", "known_future", "static", "tokens"):
            known = [*self.columns, *self._dates(key)]
            for column in getattr(self, key):
                if (column == EVERY and key != "encode") or column in known:
                    continue
                guess = nearest(column, known)
                meant = f", but `{guess}` is" if guess else ""  # only the file knows which of the two is misspelt
                listed = ", ".join(f"`{each}`" for each in known)
                said = f"`{column}` is neither a feature nor a target{meant}"
                same = "write the same name in both places; " if guess else ""
                raise _refusal((key,), said, f"{same}the recipe uses {listed}")

    def _dates(self, key: str) -> list[str]:
        """The time, which can be encoded without being a feature, and is one then."""
        time = self.time.column if self.time else None
        speaks = key == "encode" or (key in {"known_future", "scale"} and time in self.encode)
        return [time] if time is not None and speaks else []

    def _check_window(self) -> None:
        window, own = self.window, self._own_past
        if window is None:
            return
        real = [target.column or "" for target in self.target or [] if self.kind(target) == "real"]
        foreign = next((column for column in real if column not in self.feature_columns), None)
        if window.normalize != "none" and foreign is not None:
            said = f"`normalize: {window.normalize}` needs the target's own past, and `{foreign}` is no feature"
            raise _refusal(("window", "normalize"), said, f"add `{foreign}` to `features`")
        if window.offset == 0 and own is not None:
            said = f"with `offset: 0` the target is in the last row of the input: `{own}` would be its own answer"
            help = f"write `offset: 1` to predict the next row, or take `{own}` out of `features`"
            raise _refusal(("window", "offset"), said, help, "SEQ307", replace="1", keras=_COPIES)
        if self.difference and window.offset != 1:
            said = f"differences add up from the last input row, and `offset: {window.offset}` leaves rows between"
            help = "write `offset: 1` and a longer `horizon`, or take `difference` out"
            raise _refusal(("window", "offset"), said, help)

    def _check_order(self) -> None:
        if self.split:
            self.split.check_drawn(self.by, [self.kind(target) for target in self.target or []])
            self.split.check_folds(self.window)
        check_groups(self.scale, self.group, self.by)
        if self.split and self.split.unit == "date" and self.time is None:
            part = next(part for part, size in self.split.sizes.items() if isinstance(size, str))
            said = "a split by date needs to know which column holds the dates"
            raise _refusal(("split", part), said, "write `time: COLUMN`")
        policy = self.missing.policy
        if self.by == "random" and policy in {"ffill", "interpolate"}:
            said = f"`{policy}` takes values from the rows before, and rows in random order have none"
            raise _refusal(("missing",), said, "write `missing: drop`, or `split: {by: time}`")
        if self.difference and self.window is None:
            raise _refusal(("difference",), "`difference` needs a `window`: it looks at the row before", None)
        if self.difference and policy == "interpolate":
            said = "`difference` can't be combined with `missing: interpolate`"
            raise _refusal(("difference",), said, "write `missing: ffill`")
        if self.split and self.split.by == "group" and self.group is None:
            said = "`by: group` needs to know which column holds the groups"
            raise _refusal(("split", "by"), said, "write `group: COLUMN`")
        if self.split and self.split.per_group and self.group is None:
            said = "`per_group` needs to know which column holds the groups"
            raise _refusal(("split", "per_group"), said, "write `group: COLUMN`")


def _refusal(
    location: tuple[str | int, ...], message: str, help: str | None, code: str = "SEQ008", **more: str
) -> ValidationError:
    return at(location, problem(code, message, help=help, **more))
