"""`data.window`: how a series becomes examples."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from seqspec.language.problems import problem
from seqspec.language.section import Section, at

Count = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Stride(Section):
    """
    Rows from the start of one window to the start of the next: `stride: 1` for training, or both.

    Args:
        train: rows between the starts of two training windows.
        evaluation: rows between the starts of two windows of the validation and the test part.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          window: {length: 30, stride: {train: 5, evaluation: 1}}
    """

    short_form: ClassVar[dict[str, Any]] = {"type": "integer", "minimum": 1}

    train: Count = 1
    evaluation: Count = 1

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"train": value} if isinstance(value, int | float | str) else value


class Window(Section):
    """
    How a series becomes examples: windows slide over the rows, and each gives an input and a target.

    Without a `window` each row is an example of its own. The number of outputs of the model follows from `horizon`.

    Args:
        length: how many rows go in. The input has the shape `(batch, length, features)`.
        horizon: how many rows ahead are predicted at once.
        recursive: how many rows ahead are predicted one after the other, each prediction fed back as if it had been
            observed. The model learns to predict the next row, and is judged by all of these. Features that are not
            predicted have to be known ahead.
        stride: rows from the start of one window to the start of the next.
        offset: rows from the last input row to the first target row; 1 is the next row.
        targets: `horizon` predicts the rows after the window, `each_step` has one target for every row of it.
        normalize: makes each window relative to its own `last` value, or to its own mean and deviation with `standard`;
            undone on what is predicted. `none` leaves it as it is.
        context: `past` lets inputs reach back into the rows of the part before, `own` keeps them inside their own part.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          window: {length: 30, horizon: 7}

        data:
          source: {csv: prices.csv}
          target: price
          window: {length: 30, recursive: 7, normalize: last}

        data:
          source: {csv: prices.csv}
          target: price
          window: {length: 30, horizon: 7, offset: 3, stride: {train: 5}, context: own}

        data:
          source: {csv: prices.csv}
          target: price
          window: {length: 30, targets: each_step}
    """

    length: Count
    horizon: Count = 1
    recursive: Count | None = None
    stride: Stride = Stride.model_construct()
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    targets: Literal["horizon", "each_step"] = "horizon"
    normalize: Literal["none", "last", "standard"] = "none"
    context: Literal["past", "own"] = "past"

    @property
    def each_step(self) -> bool:
        """Whether every input step has a target of its own."""
        return self.targets == "each_step"

    @property
    def steps(self) -> int:
        """Time steps of a target."""
        return self.length if self.each_step else self.horizon

    @property
    def fed_back(self) -> int:
        """Rows that are predicted after the first, from predictions fed back."""
        return self.recursive - 1 if self.recursive else 0

    @property
    def rows(self) -> int:
        """Rows from the first input to the last target."""
        return self.length + self.offset + self.horizon - 1

    @model_validator(mode="after")
    def _recursive_alone(self) -> Window:
        if self.recursive is None:
            return self
        fed_back = "a recursive forecast feeds back the one row after the window"
        for key, value, only in (("horizon", self.horizon, 1), ("offset", self.offset, 1)):
            if value != only:
                help = f"take `{key}` out, or take `recursive` out"
                raise at((key,), problem("SEQ008", f"{fed_back}, and `{key}` is {value:,}", help=help))
        if self.each_step:
            said = f"{fed_back}, and with `targets: each_step` every row has a target"
            raise at(("targets",), problem("SEQ008", said, help="take `targets` out, or take `recursive` out"))
        return self

    @model_validator(mode="after")
    def _each_step_alone(self) -> Window:
        if self.each_step and self.horizon != 1:
            said = f"with `targets: each_step` every step has one target, and `horizon` is {self.horizon:,}"
            raise at(("horizon",), problem("SEQ008", said, help="take `horizon` out, or write `targets: horizon`"))
        if self.each_step and self.normalize != "none":
            said = (
                f"`normalize: {self.normalize}` lets early steps of a window know later ones, which are their targets"
            )
            help = "use `difference` or `scale` instead, or write `targets: horizon`"
            raise at(("normalize",), problem("SEQ008", said, help=help))
        return self
