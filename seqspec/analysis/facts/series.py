"""Whether a file that is read as one series holds several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.language.data import Data

if TYPE_CHECKING:
    from seqspec.analysis.profile import Profile, Timeline

_FAR_BACK = 0.5
_MOSTLY = 0.5


def are_several(data: Data, profile: Profile) -> bool:
    """Whether windows are built over several series that no `group` tells apart, as far as time shows it."""
    time = profile.time
    if data.window is None or data.group is not None or time is None or time.unreadable or time.mixed:
        return False
    return start_again(data, time, profile.rows) or share_times(time, profile.rows)


def start_again(data: Data, time: Timeline, rows: int | None = None) -> bool:
    """Whether time starts anew from near its beginning, after rows in order: one series after the other."""
    if data.group is not None or not time.back or time.jump < _FAR_BACK:
        return False
    return rows is None or rows / (time.back + 1) >= 2


def share_times(time: Timeline, rows: int) -> bool:
    """Whether most rows have the time of the row before: the series take turns."""
    return not time.back and time.same >= _MOSTLY * max(rows - 1, 1)
