"""`fit.class_weight` is held against what the recipe predicts."""

from __future__ import annotations

import pytest

from seqspec.analysis.linter import check_text
from tests.builders import spec_text


def said(weights: str, data: str | None) -> list[str]:
    """What is said of the weights."""
    report = check_text(spec_text("LSTM: 8", "Dense: 1", fit=f"{{class_weight: {weights}}}", data=data)).report
    return [each.message for each in report if each.code == "SEQ008"]


def arrays(target: str) -> str:
    """A recipe of arrays with this target."""
    return f"{{arrays: {{input: {{shape: [10, 2]}}{target}}}}}"


TABLE = "{{source: {{csv: x.csv}}, target: {}, features: [x], window: {{length: 10{}}}}}"
GRADE = "{column: y, kind: classes, classes: 3}"
PAIRS = "{source: {pairs: x.tsv}, tokens: {by: word}}"
STEPS = "`class_weight` needs a target of one step, and this one has several"
SEVERAL = "`class_weight` needs one target, and there are several"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (arrays(", target: {shape: [3], kind: multi_label}"),
         "`class_weight` needs one class an example, and the target is `multi_label`"),
        (TABLE.format("y", ""), "`class_weight` needs one class an example, and the target is `real`"),
        (arrays(", target: {shape: [3], kind: binary}"), SEVERAL),
        (TABLE.format("[{column: y, kind: binary}, {column: z, kind: binary}]", ""), SEVERAL),
        (TABLE.format(GRADE, ", horizon: 3"), STEPS),
        (arrays(", target: {shape: [null, 1], kind: classes, classes: 3}"), STEPS),
        (PAIRS, "`class_weight` can't weigh a target that is a text"),
    ],
)  # fmt: skip
def test_what_can_not_be_weighed_by_class_is_refused(data: str, message: str) -> None:
    """Keras would weigh by something else, mostly without a word."""
    assert [message] == said("{'0': 1, '1': 2}", data)


@pytest.mark.parametrize(
    "data",
    [
        None,
        arrays(""),
        arrays(", target: {shape: [1], kind: binary}"),
        arrays(", target: {shape: [3], kind: one_hot}"),
        arrays(", target: {shape: [], kind: classes}"),
        TABLE.format(GRADE, ""),
    ],
)
def test_one_class_an_example_can_be_weighed(data: str | None) -> None:
    """So can what is not known to be otherwise."""
    assert [] == said("{'0': 1, '1': 2}", data)


@pytest.mark.parametrize("key", ["two", "-1", "1.5", "01"])
def test_a_key_that_is_no_number_of_a_class(key: str) -> None:
    """Classes are numbered from 0, whatever the recipe."""
    assert [f"`class_weight` goes by the numbers of classes, and `{key}` is none"] == said(f'{{"{key}": 1}}', None)


@pytest.mark.parametrize(("kind", "last"), [(GRADE, 2), ("{column: y, kind: binary}", 1)])
def test_a_key_beyond_the_last_class(kind: str, last: int) -> None:
    """The last class can be weighed, and the one behind it is none."""
    assert [] == said(f"{{'{last}': 2}}", TABLE.format(kind, ""))
    assert [f"there is no class `{last + 1}`: there are {last + 1}"] == said(
        f"{{'{last + 1}': 2}}", TABLE.format(kind, "")
    )
