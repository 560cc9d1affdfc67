"""The column that says when, in figures: order, repeats and gaps, counted while its rows go by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seqspec.analysis.profile import Timeline
from seqspec.data.tables.timeline import as_stamps, following, is_same, show, written_as
from seqspec.language.recipe.time import Time

if TYPE_CHECKING:
    import pandas as pd

Floats: TypeAlias = "NDArray[np.float64]"

MOST_STEPS = 4_096
"""Different steps that are kept in mind."""
MOST_GROUPS = 100_000
DAY = 86_400e6
_UNITS = ((365.25 * DAY, "year"), (DAY, "day"), (3_600e6, "hour"), (60e6, "minute"), (1e6, "second"))
_LONGEST_WEEKEND = 5 * DAY
"""Easter, from Thursday to Tuesday: no gap in a series of working days."""


class Pace:
    """
    How time goes by from row to row; dates are counted in microseconds.

    Args:
        time: the column and how it is written.
        instants: dates whose rows are to be found, by a name.
    """

    def __init__(self, time: Time, instants: dict[str, Any]) -> None:
        self._time = time
        self._instants = instants
        self.reached = dict.fromkeys(instants, 0)
        self._rows = 0
        self._kinds: set[bool] = set()
        self._unreadable = 0
        self._first: dict[str, Any] = {}
        self._last: dict[Any, float] = {}
        self._steps: dict[float, list[int]] = {}
        self._varied = 0
        self._back, self._jump, self._same, self._astray = 0, 0.0, 0, 0
        self._range = [np.inf, -np.inf]
        self._weekends = False

    @property
    def holds_numbers(self) -> bool:
        """Whether no row had a date."""
        return True not in self._kinds

    def add(self, series: pd.Series[Any], groups: pd.Series[Any] | None) -> None:
        """Take in some rows, with the series that each belongs to."""
        stamps, missing = as_stamps(series, self._time)
        dates = bool(np.issubdtype(stamps.dtype, np.datetime64))
        self._kinds.add(dates)
        if missing.any():
            place = int(missing.argmax())
            self._unreadable += int(missing.sum())
            value = series.iloc[place]
            if "unreadable" not in self._first:
                example = "" if value != value else str(value)[:80]
                written = written_as(series, missing) if example else None
                self._first["unreadable"] = self._rows + place + 1, example, written or ""
        for name, instant in self._instants.items():
            self.reached[name] += int(np.count_nonzero(stamps[~missing] < instant)) if dates else 0
        values = stamps.astype(np.int64).astype(np.float64) if dates else stamps
        rows = np.flatnonzero(~missing)
        if dates and not self._weekends:
            self._weekends = bool(np.any((np.floor(values[rows] / DAY) + 3) % 7 >= 5))
        if len(rows):
            self._range = [
                min(self._range[0], float(values[rows].min())), max(self._range[1], float(values[rows].max()))
            ]  # fmt: skip
            self._walk(values, rows, None if groups is None else groups.to_numpy(), dates)
        self._rows += len(values)

    def _walk(self, values: Floats, rows: NDArray[np.int64], groups: NDArray[Any] | None, dates: bool) -> None:
        """Each row beside the one before it, of the same series."""
        here = values[rows]
        before = np.empty_like(here)
        if groups is None:
            before[1:] = here[:-1]
            before[0] = self._last.get(None, np.nan)
            self._last[None] = float(here[-1])
        else:
            self._walk_groups(here, before, groups[rows])
        steps = here - before
        self._note_back(steps, here, before, rows, dates)
        same = np.flatnonzero(steps == 0)
        if len(same):
            self._same += len(same)
            self._first.setdefault("same", self._rows + int(rows[same[0]]) + 1)
        self._note_astray(here, before, rows, dates)
        self._count_steps(steps, rows)

    def _walk_groups(self, here: Floats, before: Floats, groups: NDArray[Any]) -> None:
        import pandas as pd

        codes, names = pd.factorize(groups, use_na_sentinel=True)
        order = np.argsort(codes, kind="stable")
        starts = np.flatnonzero(np.diff(codes[order], prepend=-2))
        before[order[1:]] = here[order[:-1]]
        for start, stop in zip(starts, [*starts[1:], len(order)], strict=True):
            code = codes[order[start]]
            name = names[code] if code >= 0 else None
            before[order[start]] = self._last.get(name, np.nan)
            if name in self._last or len(self._last) < MOST_GROUPS:
                self._last[name] = float(here[order[stop - 1]])

    def _note_back(self, steps: Floats, here: Floats, before: Floats, rows: NDArray[np.int64], dates: bool) -> None:
        back = np.flatnonzero(steps < 0)
        if not len(back):
            return
        self._back += len(back)
        self._jump -= float(steps[back].sum())
        first = int(back[0])
        told = [_told(value, dates) for value in (here[first], before[first])]
        self._first.setdefault("back", (self._rows + int(rows[first]) + 1, *told))

    def _note_astray(self, here: Floats, before: Floats, rows: NDArray[np.int64], dates: bool) -> None:
        """Rows that do not follow at the frequency of the recipe."""
        frequency, known = self._time.frequency, np.flatnonzero(~np.isnan(before))
        if frequency is None or dates != isinstance(frequency, str) or not len(known):
            return
        earlier, came = (_stamps(values[known], dates) for values in (before, here))
        expected = following(earlier, frequency)
        astray = np.flatnonzero(~is_same(came, expected))
        if len(astray):
            self._astray += len(astray)
            first = int(astray[0])
            told = [show(values[first]) for values in (came, earlier, expected)]
            self._first.setdefault("astray", (self._rows + int(rows[known[first]]) + 1, *told))

    def _count_steps(self, steps: Floats, rows: NDArray[np.int64]) -> None:
        forward = np.flatnonzero(steps > 0)
        different, first, counts = np.unique(steps[forward], return_index=True, return_counts=True)
        for step, place, count in zip(different.tolist(), first, counts, strict=True):
            if step in self._steps:
                self._steps[step][0] += int(count)
            elif len(self._steps) < MOST_STEPS:
                self._steps[step] = [int(count), self._rows + int(rows[forward[place]]) + 1]
            else:
                self._varied += int(count)

    def timeline(self) -> Timeline:
        """The figures of all rows that came by."""
        dates = True in self._kinds
        first_unreadable, example, written = self._first.get("unreadable", (None, "", ""))
        first_back, here, before = self._first.get("back", (None, "", ""))
        first_astray, came, after, expected = self._first.get("astray", (None, "", "", ""))
        usual = max(self._steps, key=lambda step: (self._steps[step][0], -step), default=0.0)
        total = sum(count for count, _ in self._steps.values()) + self._varied
        gaps = {step: found for step, found in self._steps.items() if step > self._longest(usual, dates)}
        first_gap, gap = min(((row, step) for step, (_, row) in gaps.items()), default=(None, 0.0))
        span = self._range[1] - self._range[0]
        return Timeline(
            unreadable=self._unreadable, first_unreadable=first_unreadable, example=example, written=written,
            mixed=len(self._kinds) > 1, dates=dates, back=self._back, first_back=first_back, here=here, before=before,
            jump=self._jump / self._back / span if self._back and span > 0 else 0.0,
            same=self._same, first_same=self._first.get("same"), step=_long(usual, dates) if usual else "",
            regular=self._steps[usual][0] / total if usual else 0.0,
            gaps=sum(count for count, _ in gaps.values()), first_gap=first_gap, gap=_long(gap, dates) if gap else "",
            astray=self._astray, first_astray=first_astray, came=came, after=after, expected=expected,
        )  # fmt: skip

    def _longest(self, usual: float, dates: bool) -> float:
        """The longest step that is no gap."""
        working_days = dates and usual == DAY and not self._weekends
        return _LONGEST_WEEKEND if working_days else 1.5 * usual


def _told(value: float, dates: bool) -> str:
    return show(np.datetime64(int(value), "us") if dates else value)


def _stamps(values: Floats, dates: bool) -> NDArray[Any]:
    return values.astype(np.int64).astype("datetime64[us]") if dates else values


def _long(step: float, dates: bool) -> str:
    """A step as people say it: `1 day`, `6 hours`, `0.5`."""
    if not dates:
        return f"{step:.6g}"
    size, unit = next(((size, unit) for size, unit in _UNITS if step >= size and _even(step / size)), (1e6, "second"))
    number = f"{step / size:.6g}"
    return f"{number} {unit}{'' if number == '1' else 's'}"


def _even(number: float) -> bool:
    return abs(number - round(number)) < 1e-9
