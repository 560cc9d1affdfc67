"""
What a rule says of Keras is asked of Keras: every rule has a test of its claim, found by its name.

`test_seq105_...` is about one rule, `test_seq118_and_seq321_...` about two; where one test asks many short questions,
each of its rows starts with a code.
"""

from __future__ import annotations

import re
from pathlib import Path

from seqspec.analysis.rules import REGISTRY

HERE = Path(__file__).parent
NAMED = re.compile(r"^def test_((?:seq\d{3}_(?:and_)?)+)", re.MULTILINE)
ROW = re.compile(r'^ +\("(SEQ\d{3})", ', re.MULTILINE)
WITHOUT = {
    "SEQ302": "that Keras can't know what the rows were is nothing to ask",
    "SEQ309": "that Keras never sees the time is nothing to ask",
    "SEQ504": "the mistake is in Keras 3.4 to 3.8 on a GPU, and we are tested with another",
    "SEQ511": "what older versions refuse, they refuse where they are installed",
    "SEQ604": "Keras opens no data file",
    "SEQ701": "Keras reads no comments",
}
"""Rules whose claim no test can ask, and why."""


def claimed() -> set[str]:
    """The codes that tests of claims are named for."""
    texts = [path.read_text("utf-8") for path in (*(HERE / "claims").glob("*.py"), HERE / "test_keras_claims.py")]
    named = {code.upper() for text in texts for names in NAMED.findall(text) for code in re.findall(r"seq\d{3}", names)}
    return named | {code for text in texts for code in ROW.findall(text)}


def test_every_claim_is_asked_or_has_a_reason() -> None:
    """A new rule comes with the test of what it says of Keras."""
    codes = {name[:6].upper() for name in REGISTRY.names}

    assert set() == codes - claimed() - set(WITHOUT)


def test_no_reason_outlives_its_cause() -> None:
    """What is asked needs no reason, and no test is left of a rule that is gone."""
    codes = {name[:6].upper() for name in REGISTRY.names}

    assert set() == claimed() & set(WITHOUT)
    assert codes == claimed() | set(WITHOUT)
