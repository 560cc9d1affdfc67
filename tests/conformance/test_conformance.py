"""The comparison with Keras itself: it repeats, it sees a disagreement, and some dozens of models are without one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from seqspec.language.layers.core import Dense
from seqspec.language.named import KINDS
from tests.conformance.comparing import judge, judge_all, shrink
from tests.conformance.drawing import LAYERS, Sketch, draw

pytestmark = pytest.mark.keras


def test_a_number_is_always_the_same_model() -> None:
    """What is drawn depends on the seed and the number alone."""
    assert draw(Random("5:7")) == draw(Random("5:7")) != draw(Random("6:7"))


def test_every_layer_takes_part() -> None:
    """All layers of the registry are drawn before long."""
    drawn = {name for number in range(4000) for entry in draw(Random(f"0:{number}")).layers for name in entry}

    assert set(LAYERS) == drawn - {"repeat"} == set(KINDS["layer"].registry.names) - {"Input"}


def test_some_dozens_of_models() -> None:
    """Both sides say the same of sixty models; 20,000 take some minutes, see the command."""
    counts, quarrels = judge_all(0, list(range(60)))

    assert [] == quarrels
    assert counts.total() == 60


def test_a_disagreement_is_seen_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong rule about shapes is found, and what has nothing to do with it is left out of the example."""
    monkeypatch.setattr(Dense, "shape_after", lambda self, shape: (*shape[:-1], 99))
    sketch = Sketch([3], layers=[{"Dropout": {"rate": 0.5}}, {"Dense": {"units": 4, "use_bias": False}}])
    quarrel = judge(sketch).disagreement

    assert quarrel is not None
    assert quarrel.what == "shape of Dense"
    assert shrink(sketch, quarrel) == replace(sketch, layers=[{"Dense": {"units": 4}}])
