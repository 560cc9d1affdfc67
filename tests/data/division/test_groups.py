"""Many series in one file: brought together, and no window over the border of two."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seqspec.data.division.draws import joined
from seqspec.data.division.groups import arrange, spans
from seqspec.data.tables.windows import Geometry, origins_of, origins_to_predict, take
from seqspec.language.recipe.window import Window

CODES = st.lists(st.integers(0, 4), min_size=1, max_size=40).map(lambda codes: np.array(codes, dtype=np.int32))
LENGTHS = st.lists(st.integers(1, 15), min_size=1, max_size=6)


@given(codes=CODES)
def test_rows_of_a_series_come_together_in_their_own_order(codes: np.ndarray) -> None:
    """Every row is kept, each series is in one piece, and within it the order is that of the file."""
    order, starts = arrange(codes)

    rows = np.arange(len(codes)) if order is None else order
    assert list(range(len(codes))) == sorted(rows.tolist())
    pieces = [rows[span.start : span.stop].tolist() for span in spans(starts, len(codes))]
    assert len(set(codes.tolist())) == len(pieces)
    for piece in pieces:
        assert np.flatnonzero(codes == codes[piece[0]]).tolist() == piece


def test_series_that_are_in_one_piece_are_not_moved() -> None:
    """A file with one series after the other keeps its order, and costs no index."""
    order, starts = arrange(np.array([2, 2, 0, 1, 1, 1], dtype=np.int32))

    assert order is None
    assert [0, 2, 3] == starts.tolist()


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    """A window in all that decides where windows are."""
    each_step = draw(st.booleans())
    return Geometry.of(
        Window(
            length=draw(st.integers(1, 5)),
            horizon=1 if each_step else draw(st.integers(1, 3)),
            offset=draw(st.integers(0, 3)),
            targets="each_step" if each_step else "horizon",
            context=draw(st.sampled_from(["past", "own"])),
        )
    )


@st.composite
def parts(draw: st.DrawFn) -> tuple[list[int], list[range]]:
    """Lengths of series, and one stretch of rows of some of them."""
    lengths = draw(LENGTHS)
    stretches, start = [], 0
    for length in lengths:
        first = draw(st.integers(0, length))
        stretches.append(range(start + first, start + draw(st.integers(first, length))))
        start += length
    return lengths, stretches


@given(geometry=geometries(), part=parts(), stride=st.integers(1, 3))
def test_no_window_crosses_two_series(geometry: Geometry, part: tuple[list[int], list[range]], stride: int) -> None:
    """The windows of a part are those whose rows lie in one series and whose targets lie in the part, by stride."""
    lengths, stretches = part
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)

    found = take(origins_of(geometry, joined(stretches), starts, stride), None).tolist()

    expected = []
    for start, length, rows in zip(starts.tolist(), lengths, stretches, strict=True):
        earliest = start if geometry.reaches_back else rows.start
        whole = [
            origin
            for origin in range(start, start + length)
            if origin - geometry.length + 1 >= earliest
            and origin + geometry.first >= rows.start
            and origin + geometry.last < rows.stop
        ]
        expected += whole[::stride]
    assert expected == found


@given(geometry=geometries(), rows=st.integers(0, 30), start=st.integers(0, 10), stride=st.integers(1, 3))
def test_a_single_series_keeps_a_range(geometry: Geometry, rows: int, start: int, stride: int) -> None:
    """Windows of one series need no index of each, and are those that an index would give."""
    part = range(start, start + rows)

    found = origins_of(geometry, part, None, stride)

    assert isinstance(found, range)
    listed = origins_of(geometry, np.array(part, dtype=np.int64), np.zeros(1, dtype=np.int64), stride)
    assert take(listed, None).tolist() == list(found)


@given(geometry=geometries(), lengths=LENGTHS)
def test_a_prediction_starts_from_every_row_with_enough_past(geometry: Geometry, lengths: list[int]) -> None:
    """Each row that has a window's length of its own series up to it is an origin, targets or not."""
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)

    found = take(origins_to_predict(geometry, sum(lengths), starts), None).tolist()

    spread = [row for span in spans(starts, sum(lengths)) for row in span[geometry.length - 1 :]]
    assert spread == found
