"""What a run keeps of its forecasts to draw them: `plots.json`, which is small however many there were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from seqspec.errors import RunError
from seqspec.runs import folder as files
from seqspec.runs.folder import RunFolder

LONGEST = 10_000
"""No list is longer: a page that shows a stranger's run stays small."""

_Any = TypeVar("_Any")
Count: TypeAlias = Annotated[int, Field(ge=0, lt=2**53)]
Values: TypeAlias = Annotated[list[float | None], Field(max_length=LONGEST)]
_Number: TypeAlias = Annotated[float, Field(ge=-1e300, le=1e300)]
Stamps: TypeAlias = Annotated[list[_Number] | list[str], Field(max_length=LONGEST)]
Lines: TypeAlias = Annotated[dict[str, Values], Field(max_length=100)]


class _Plot(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Course(_Plot):
    """
    Forecasts of one series beside the truth, in original units.

    Args:
        step: how many steps ahead they were made, from 1.
        series: its name, where there are several.
        examples: how many forecasts there are; where more than one falls on a place, `lines` has the least and the
            greatest of them, one after the other.
        when: a date in ISO 8601 or a number for each value.
        lines: by forecaster, the truth under `TRUTH`.
        band: the model's lowest and highest quantile, where it has several.
    """

    step: Count
    series: str | None
    examples: Count
    when: Stamps
    lines: Lines
    band: tuple[Values, Values] | None = None

    @model_validator(mode="after")
    def _of_one_length(self) -> Course:
        edges = dict(zip(("lowest", "highest"), self.band or (), strict=False))
        return _require_length(self, len(self.when), self.lines | edges)


class Spread(_Plot):
    """
    How errors are spread.

    Args:
        edges: of the bins, in original units, one more than there are bins.
        counts: by forecaster.
        outside: how many errors of each lie beyond the outermost edges.
        examples: of how many examples, taken at equal distances.
    """

    edges: Values
    counts: dict[str, list[Count]]
    outside: dict[str, Count]
    examples: Count

    @model_validator(mode="after")
    def _of_one_length(self) -> Spread:
        return _require_length(self, len(self.edges) - 1, self.counts)


class Errors(_Plot):
    """
    The score that decides, stretch by stretch.

    Args:
        when: where each stretch begins.
        lines: by forecaster; None where a stretch has no example.
    """

    when: Stamps
    lines: Lines

    @model_validator(mode="after")
    def _of_one_length(self) -> Errors:
        return _require_length(self, len(self.when), self.lines)


class Cloud(_Plot):
    """Some examples that have no order: the truth, and what each forecaster said."""

    truth: Values
    lines: Lines

    @model_validator(mode="after")
    def _of_one_length(self) -> Cloud:
        return _require_length(self, len(self.truth), self.lines)


class Honesty(_Plot):
    """
    Whether chances come true.

    Args:
        said: the mean chance in each bin; None where nothing fell into it.
        came: the share of it that came true.
        counts: how many there were.
    """

    said: Values
    came: Values
    counts: list[Count]

    @model_validator(mode="after")
    def _of_one_length(self) -> Honesty:
        return _require_length(self, len(self.said), {"came": self.came, "counts": self.counts})


class Plots(_Plot):
    """
    Everything that is drawn of the forecasts of one part.

    Args:
        target: the first one, which is drawn.
        axis: what `when` is: a column, or `row`.
        courses: the first step, and the last one where there are several.
        newest: the last forecasts of each, where there are more than `courses` can hold one by one.
        steps: the score that decides by step of the horizon and forecaster; empty where there is one step.
    """

    version: Literal[1] = 1
    target: str = ""
    axis: str = "row"
    courses: Annotated[list[Course], Field(max_length=2)] = []
    newest: Annotated[list[Course], Field(max_length=2)] = []
    residuals: Spread | None = None
    errors: Errors | None = None
    steps: Lines = {}
    cloud: Cloud | None = None
    honesty: Honesty | None = None


TRUTH = "truth"


def read(folder: RunFolder) -> Plots | None:
    """
    What a run kept; None where it kept nothing.

    Raises:
        RunError: the file is not what it should be.
    """
    if files.PLOTS not in folder.files():
        return None
    try:
        return Plots.model_validate_json(folder.read(files.PLOTS))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        said = f"`{folder.path / files.PLOTS}` does not hold what is drawn: `{where}`: {first['msg'].lower()}"
        raise RunError(said, help="take the file away to have the page without these plots") from error


def _require_length(plot: _Any, length: int, lines: Mapping[str, Sequence[Any]]) -> _Any:
    if not lines or any(len(values) != length for values in lines.values()):
        raise ValueError("no lists, or lists of different lengths")
    return plot
