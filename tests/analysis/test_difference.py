"""What changed between two specs, and what nobody can say of it."""

from __future__ import annotations

from seqspec.analysis.difference import Difference, compare
from seqspec.analysis.differences import REGISTRY, render
from seqspec.analysis.linter import check_text
from tests.builders import spec_text

LSTM = "LSTM: {units: 8, input_shape: [10, 1]}"


def difference(before: tuple[str, ...], after: tuple[str, ...]) -> Difference:
    """What changed from one stack of layers to another."""
    return compare(check_text(spec_text(*before)).require(), check_text(spec_text(*after)).require())


def unchecked(before: tuple[str, ...], after: tuple[str, ...]) -> Difference:
    """What changed, where one of the models could not be built."""
    pairs = []
    for layers in (before, after):
        checked = check_text(spec_text(*layers))
        assert checked.spec is not None
        assert checked.trace is not None
        pairs.append((checked.spec, checked.trace))
    return compare(*pairs)


def test_weights_fit_where_every_layer_has_what_it_had() -> None:
    """A layer that comes in has none to be compared with."""
    found = difference((LSTM, "Dense: 1"), (LSTM, "Dropout: 0.2", "Dense: 1"))

    assert found.weights_fit is True
    assert [("added", None)] == [(each.kind, each.weights_fit) for each in found.layers]


def test_weights_do_not_fit_where_a_size_changed() -> None:
    """Of the layer and of the model."""
    found = difference((LSTM, "Dense: 1"), (LSTM, "Dense: 2"))

    assert found.weights_fit is False
    assert [("changed", False)] == [(each.kind, each.weights_fit) for each in found.layers]


def test_of_weights_that_are_not_known_nothing_is_said() -> None:
    """Behind a shape error nobody knows what a layer holds."""
    found = unchecked((LSTM, "Dense: 1"), ("LSTM: {units: 8}", "Dense: 1"))

    assert found.weights_fit is None
    assert all("old weights" not in render(found, name) for name in REGISTRY.names)
