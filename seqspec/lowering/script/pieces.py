"""Functions that a script takes over as they stand, where its recipe needs them."""

from __future__ import annotations

from types import MappingProxyType

_LAST = '''
def last_observed(column):
    """For each row the last one that holds a value; the row itself before the first."""
    found = np.maximum.accumulate(np.where(np.isnan(column), -1, np.arange(len(column))))
    return np.where(found < 0, np.arange(len(column)), found)
'''
FILLS = MappingProxyType({
    "fill": '''
def fill(column):
    """Gaps hold a fixed value."""
    return np.where(np.isnan(column), VALUE, column)
''',
    "ffill": f'''{_LAST}

def fill(column):
    """Gaps hold the last value before them."""
    return column[last_observed(column)]
''',
    "interpolate": f'''{_LAST}

def fill(column):
    """A line over each gap that closes; else the last value before it."""
    before, after = last_observed(column), len(column) - 1 - last_observed(column[::-1])[::-1]
    way = (np.arange(len(column)) - before) / np.maximum(after - before, 1)
    line = column[before] + np.nan_to_num(column[after] - column[before]) * way
    return np.where(np.isnan(column), line, column)
''',
})  # fmt: skip
"""What becomes of gaps, by the policy."""

SCALERS = MappingProxyType({
    "minmax": '''
def minmax(values, low, high):
    """Center and spread that lead from the least to the greatest value."""
    spread = (values.max() - values.min()) / (high - low) or 1.0
    return values.min() - low * spread, spread
''',
    "robust": '''
def robust(values):
    """Median and distance of the quartiles."""
    first, median, third = np.percentile(values, [25, 50, 75])
    return median, third - first or 1.0
''',
})  # fmt: skip
"""Center and spread of a column, by the kind of its scaler."""

CYCLES = MappingProxyType({
    "minute": "date.minute / 60",
    "hour": "date.hour / 24",
    "weekday": "date.day_of_week / 7",
    "day": "(date.day - 1) / date.days_in_month",
    "day_of_year": "(date.day_of_year - 1) / (365 + date.is_leap_year)",
    "week": '(date.isocalendar()["week"] - 1) / last.isocalendar()["week"].to_numpy()',
    "month": "(date.month - 1) / 12",
    "quarter": "(date.quarter - 1) / 4",
})  # fmt: skip
"""How much of what comes round has passed, by the field of a date."""
WEEKS = """
last = pd.DatetimeIndex(date.isocalendar()["year"].astype(str) + "-12-28")  # the 28th is always in the last week
"""
"""The last week of each date's year."""

DEALT = '''
def dealt(order, classes, sizes):
    """Rows in this order, dealt out: every part has the same share of each class, to within one row."""
    counts = np.unique(classes, return_counts=True)[1]
    shares = np.outer(sizes, counts) // len(classes)
    lacking = sizes - shares.sum(axis=1)
    for place, left in enumerate(counts - shares.sum(axis=0)):
        takers = np.argsort(-lacking, kind="stable")[:left]
        shares[takers, place] += 1
        lacking[takers] -= 1
    order = order[np.argsort(classes[order], kind="stable")]
    pieces = np.split(order, np.cumsum(shares.T.ravel())[:-1])
    return [np.concatenate(pieces[part :: len(sizes)]) for part in range(len(sizes))]
'''
"""Rows with equal shares of their classes in each part, as `seqspec.data.division.draws` deals them out."""

WORD = r"""
WORD = re.compile(r"\w+(?:['’]\w+)*|[^\s]")  # letters and digits with apostrophes between them, or any other sign
"""
MARKS = r"""
MARKS = "".join(chr(code) for code in range(0x300, 0x1E950) if unicodedata.category(chr(code)).startswith("M"))
WORD = re.compile(rf"[\w{MARKS}]+(?:['’][\w{MARKS}]+)*|[^\s]")  # combining marks belong to their letters
"""
"""What a word is: where texts have no combining marks, and where they may have some."""

VOCABULARY = """
counts = Counter(token for row in train for token in {texts}[row]{known})
ranked = sorted(counts, key=lambda token: (-counts[token], token)){most}  # the most frequent first
numbers = {{token: number for number, token in enumerate(ranked, 2)}}  # 0 is padding, 1 any other token
{ids} = [[numbers.get(token, 1) for token in tokens] for tokens in {texts}]
{ids} = keras.utils.pad_sequences({ids}, {length}, padding="{padding}", truncating="post")
"""
NUMBERED = '''
def numbered(texts, most, length{argument}):
    """Texts as numbers of their tokens, the most frequent of training first; 0 is padding, 1 any other token."""
    counts = Counter(token for row in train for token in texts[row]{known})
    ranked = sorted(counts, key=lambda token: (-counts[token], token))[:most]
    numbers = {{token: number for number, token in enumerate(ranked, 2)}}
    ids = [[numbers.get(token, 1) for token in tokens] for tokens in texts]
    return keras.utils.pad_sequences(ids, length, padding={padding}, truncating="post"), ranked
'''
"""Texts as rows of numbers: of one column, and of two."""


def lines_of(piece: str) -> list[str]:
    """The lines of a piece; none of none."""
    return piece.strip("\n").split("\n") if piece else []
