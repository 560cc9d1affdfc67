"""One column in figures, counted while its rows go by: what it needs of memory does not grow with the file."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.analysis.profile import Column, Numbers
from seqspec.data.reading.table import LARGEST, as_numbers, no_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats: TypeAlias = "NDArray[np.float64]"
Part: TypeAlias = "slice | NDArray[np.bool_]"
"""Some of the rows that come by: from one to another, or one by one."""

MOST_VALUES = 1_000
"""Different values of a column that are kept in mind."""
MOST_TEXTS = 1_000
"""Texts in place of numbers that are looked at for how they are written."""
SENTINELS = np.array([-999.0, -9999.0, -99999.0, 9999.0, 99999.0, 999999.0])
"""What people write for "unknown"."""

_FORMS = {
    "decimal": r"[-+]?\d+,\d+|[-+]?\d{1,3}(\.\d{3})+,\d+",
    "thousands": r"[-+]?\d{1,3}([ ,.'\u00a0\u202f]\d{3})+(\.\d+)?",
    "percent": r"[-+]?\d+([.,]\d+)?\s*%",
    "unit": r"[-+]?[$€£¥]\s*[-+]?\d[\d.,]*|[-+]?\d[\d.,]*\s*([$€£¥°]|[A-Za-z]{1,4})\S{0,3}",
    "date": r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?",
}


class Moments:
    """Count, mean and deviation of numbers that come in pieces."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self.squares = 0.0

    def add(self, values: Floats) -> None:
        """Take in more numbers, all of them finite."""
        if not len(values):
            return
        count, mean = len(values), float(values.mean())
        away, total = mean - self.mean, self.count + count
        self.squares += float(np.square(values - mean).sum()) + away * away * self.count * count / total
        self.mean += away * count / total
        self.count = total

    @property
    def deviation(self) -> float:
        """The root of the mean squared distance from the mean."""
        return float(np.sqrt(self.squares / self.count)) if self.count else 0.0


class Range:
    """The least and the largest number that came by."""

    def __init__(self) -> None:
        self.minimum, self.maximum = np.inf, -np.inf

    def add(self, values: Floats) -> None:
        """Take in more numbers."""
        if len(values):
            self.minimum = min(self.minimum, float(values.min()))
            self.maximum = max(self.maximum, float(values.max()))

    @property
    def ends(self) -> tuple[float, float] | tuple[None, None]:
        """Both, or nothing where no number came by."""
        return (self.minimum, self.maximum) if self.minimum <= self.maximum else (None, None)


class Tally:
    """
    A column in figures.

    Args:
        divided: whether the training part is known; else all rows stand for it.
    """

    def __init__(self, divided: bool) -> None:
        self._divided = divided
        self._rows = 0
        self._first: dict[str, int] = {}
        self._count: Counter[str] = Counter()
        self._texts: list[str] = []
        self._integers = True
        self._all, self._usual = Range(), Range()
        self._sentinels = np.zeros(len(SENTINELS), dtype=np.int64)
        self._trained, self._moments = Range(), Moments()
        self._common: float | None = None
        self._as_common = 0
        self._seen: set[str] | None = set()
        self._later: set[str] = set()

    def add(self, series: pd.Series[Any], part: Part) -> Floats:
        """Take in some rows, of which a part is for training; gives them as floats, NaN where there is no number."""
        values, wrong = _read(series)
        known = ~np.isnan(values)
        missing = ~known if wrong is None else ~known & ~wrong
        infinite, huge = np.isinf(values), np.abs(values) > LARGEST
        self._note("missing", missing)
        self._note("infinite", infinite)
        self._note("huge", huge & ~infinite)
        if wrong is not None and wrong.any():
            self._note("texts", wrong)
            room = MOST_TEXTS - len(self._texts)
            self._texts += [str(text) for text in series[wrong].head(room)]
        finite = known & ~huge
        self._count_numbers(values, finite, part)
        self._know(series, values, wrong, part)
        self._rows += len(values)
        return values

    def _note(self, what: str, mask: NDArray[np.bool_]) -> None:
        number = int(np.count_nonzero(mask))
        if number:
            self._count[what] += number
            self._first.setdefault(what, self._rows + int(mask.argmax()) + 1)

    def _count_numbers(self, values: Floats, finite: NDArray[np.bool_], part: Part) -> None:
        numbers = values[finite]
        self._all.add(numbers)
        self._integers = self._integers and bool(np.all(numbers == np.floor(numbers)))
        odd = numbers[:, None] == SENTINELS if np.isin(SENTINELS, numbers).any() else None
        if odd is not None:
            self._sentinels += odd.sum(axis=0)
        self._usual.add(numbers if odd is None else numbers[~odd.any(axis=1)])
        trained = values[part][finite[part]]
        self._trained.add(trained)
        self._moments.add(trained)
        if self._common is None and len(trained):
            different, counts = np.unique(trained, return_counts=True)
            self._common = float(different[counts.argmax()])
        self._as_common += int(np.count_nonzero(trained == self._common))

    def _know(self, series: pd.Series[Any], values: Floats, wrong: NDArray[np.bool_] | None, part: Part) -> None:
        """Keep the different values in mind, as long as they are few."""
        if self._seen is None:
            return
        seen = _different(series.iloc[part], values[part], None if wrong is None else wrong[part])
        later = [
            _different(series.iloc[each], values[each], None if wrong is None else wrong[each])
            for each in (_others(part) if self._divided else [])
        ]
        self._seen |= seen
        self._later = self._later.union(*later)
        if len(self._seen) + len(self._later) > 2 * MOST_VALUES or len(self._seen | self._later) > MOST_VALUES:
            self._seen, self._later = None, set()

    def column(self) -> Column:
        """The figures of all rows that came by."""
        minimum, maximum = self._all.ends
        sentinel, sentinels = self._find_sentinel()
        unseen = None if self._seen is None or not self._divided else sorted(self._later - self._seen)
        return Column(
            missing=self._count["missing"], first_missing=self._first.get("missing"),
            infinite=self._count["infinite"], first_infinite=self._first.get("infinite"),
            huge=self._count["huge"], first_huge=self._first.get("huge"),
            texts=self._count["texts"], first_text=self._first.get("texts"),
            example=self._texts[0][:80] if self._texts else "", form=_form(self._texts),
            minimum=minimum, maximum=maximum, integers=self._integers,
            distinct=None if self._seen is None else len(self._seen | self._later),
            train=self._numbers(), sentinel=sentinel, sentinels=sentinels,
            unseen=None if unseen is None else len(unseen), unseen_example=unseen[0][:80] if unseen else "",
        )  # fmt: skip

    def _numbers(self) -> Numbers | None:
        minimum, maximum = self._trained.ends
        if minimum is None or maximum is None or self._common is None:
            return None
        count = self._moments.count
        return Numbers(
            count, minimum, maximum, self._moments.mean, self._moments.deviation, self._common, self._as_common / count
        )

    def _find_sentinel(self) -> tuple[float | None, int]:
        """A number of those that stand for "unknown", far away from all others: by their whole range at least."""
        low, high = self._usual.ends
        if low is None or high is None:
            return None, 0
        spread = max(high - low, 1.0)
        far = (self._sentinels > 0) & ((low - spread > SENTINELS) | (high + spread < SENTINELS))
        if not far.any():
            return None, 0
        most = int(np.where(far, self._sentinels, 0).argmax())
        return float(SENTINELS[most]), int(self._sentinels[most])


def _others(part: Part) -> list[Part]:
    """The rows beside those of the training part."""
    return [slice(0, part.start or 0), slice(part.stop, None)] if isinstance(part, slice) else [~part]


def _read(series: pd.Series[Any]) -> tuple[Floats, NDArray[np.bool_] | None]:
    """A column as floats; dates and the like are texts here."""
    if no_numbers(series) is not None:
        return np.full(len(series), np.nan), series.notna().to_numpy()
    return as_numbers(series)


def _different(series: pd.Series[Any], values: Floats, wrong: NDArray[np.bool_] | None) -> set[str]:
    """The different values, as texts: numbers in their shortest form."""
    numbers = {f"{value:.15g}" for value in np.unique(values[~np.isnan(values)])[: 2 * MOST_VALUES]}
    return numbers if wrong is None else numbers | set(map(str, series[wrong].unique()[: 2 * MOST_VALUES]))


def _form(texts: list[str]) -> str:
    """How most of the texts are written."""
    if not texts:
        return ""
    forms = Counter(
        next((form for form, pattern in _FORMS.items() if re.fullmatch(pattern, text.strip())), "text")
        for text in texts
    )
    # `1,234` may be either; where the column has a text that only one of them explains, that one is meant.
    if forms["decimal"] and not forms["thousands"] and all(re.fullmatch(r"[-+]?\d{1,3},\d{3}", t) for t in texts):
        return "thousands"
    return forms.most_common(1)[0][0]
