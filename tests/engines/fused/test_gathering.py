"""What is gathered on the device beside what a part gives on the host."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqspec.data.batches import WindowBatches
from seqspec.data.examples import Resident
from seqspec.engines.fused import gathering
from seqspec.engines.fused.gathering import Feed
from tests.data.builders import loaded, noise
from tests.data.recipes import recipes, table

pytestmark = pytest.mark.keras


def gathered(feed: Feed, width: int) -> list[tuple[Any, ...]]:
    """Every batch of the epoch at hand, gathered."""
    found = []
    for stretch in feed.stretches(width):
        arrays = {name: jnp.asarray(array) for name, array in (stretch.arrays or feed.kept).items()}
        for place in range(stretch.last - stretch.first):
            batch = feed.gather(arrays, jnp.asarray(stretch.examples[place][: stretch.counts[place]]))
            found.append(tuple(np.asarray(each) for each in batch if each is not None))
    return found


def assert_same(batches: WindowBatches, feed: Feed, **tolerance: float) -> None:
    """Batch for batch, type for type."""
    expected, actual = [batches[batch] for batch in range(len(batches))], gathered(feed, batches.batch_size + 3)
    assert len(expected) == len(actual)
    for one, other in zip(expected, actual, strict=True):
        assert [(each.shape, each.dtype) for each in one] == [(each.shape, each.dtype) for each in other]
        for host, device in zip(one, other, strict=True):
            np.testing.assert_allclose(device, host, **(tolerance or {"rtol": 0}))


@settings(max_examples=15, deadline=None)
@given(
    recipe=recipes(),
    seed=st.integers(0, 99),
    rank=st.sampled_from([2, 3]),
    batch=st.integers(1, 40),
    shuffle=st.booleans(),
    steps=st.sampled_from([None, 2, 5]),
)
def test_a_gathered_batch_is_the_one_that_keras_would_get(
    recipe: dict[str, Any], seed: int, rank: int, batch: int, shuffle: bool, steps: int | None
) -> None:
    """Inputs, targets, their types and the order of the examples are the same for any recipe over a table."""
    part = loaded(table(seed, "group" in recipe), **recipe).train
    batches = WindowBatches(part, batch, shuffle, seed, rank, steps=steps)
    batches.epoch = 3

    assert isinstance(part, Resident)
    assert_same(batches, Feed.of(batches))


@pytest.mark.parametrize("normalize", ["last", "standard"])
@pytest.mark.parametrize("features", [["y"], ["x", "y"]])
def test_windows_are_made_relative_to_themselves_on_the_device_too(normalize: str, features: list[str]) -> None:
    """Center and spread of each window come from what was gathered, and its targets are relative to them."""
    window = {"length": 7, "horizon": 3, "normalize": normalize}
    columns = noise(1, 90, ("y", "x"))
    batches = WindowBatches(loaded(columns, window=window, features=features, target="y").train, 16, rank=3)

    assert_same(batches, Feed.of(batches), rtol=1e-4, atol=1e-5)


def test_a_gap_that_is_open_at_the_origin_repeats_the_last_value_on_the_device_too() -> None:
    """What was filled in from both sides is not seen before its other end is known."""
    columns = noise(2, 120, ("y", "x"), gaps=0.3)
    part = loaded(columns, window={"length": 6}, features=["y", "x"], target="y", missing="interpolate").train
    batches = WindowBatches(part, 16)

    assert "observed" in Feed.of(batches).kept
    assert_same(batches, Feed.of(batches))


def test_what_is_not_kept_is_carried_in_stretches_of_one_shape() -> None:
    """Arrays that were handed over are cut into batches in order, the last stretch filled up."""
    part = loaded(noise(3, 500), window={"length": 5}).train
    batches = WindowBatches(part, 4, shuffle=True, seed=5)
    feed = Feed(batches, None)
    stretches = list(feed.stretches(4))

    assert len({tuple(each.shape for each in (one.arrays or {}).values()) for one in stretches}) == 1
    assert [(each.first, each.last) for each in stretches][:2] == [(0, 64), (64, len(batches))]
    assert_same(batches, feed)


def test_stretches_have_one_shape_where_an_epoch_begins_with_a_small_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Epochs that end within a pass over the examples begin with any of its batches, and need nothing compiled anew."""
    part = loaded(noise(3, 105), window={"length": 5}).train
    batches = WindowBatches(part, 32, steps=31)
    monkeypatch.setattr(gathering, "_CARRIED_BYTES", 10 * sum(array.nbytes for array in batches[0]))
    feed = Feed(batches, None)
    firsts, shapes = [], set()
    for batches.epoch in range(5):
        firsts.append(len(batches[0][0]))
        shapes |= {tuple(each.shape for each in (one.arrays or {}).values()) for one in feed.stretches(32)}

    assert [32, 32, 5, 32, 32] == firsts
    assert {((320, 5, 1), (320, 1))} == shapes


@pytest.mark.parametrize(("devices", "kept"), [(1, True), (2, True), (3, False)])
def test_what_is_kept_counts_once_a_device(devices: int, kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples that fit into memory once may not fit in as many times as there are devices."""
    batches = WindowBatches(loaded(noise(3, 100), window={"length": 5}).train, 4)
    size = sum(array.nbytes for array in Feed.of(batches).kept.values())
    monkeypatch.setattr(gathering, "_KEPT_BYTES", 2 * size)
    monkeypatch.setattr(jax, "local_devices", lambda: [None] * devices)

    assert kept == (Feed.of(batches).held is not None)


def test_a_class_counts_as_much_as_keras_lets_it_count() -> None:
    """Weights follow from the targets, numbers and rows with a one alike."""
    rng = np.random.default_rng(0)
    recipe = {"target": {"column": "mood", "kind": "one_hot", "classes": 3}, "features": ["x"]}
    part = loaded({"mood": rng.choice(["a", "b", "c"], 60).tolist(), "x": rng.random(60).tolist()}, **recipe).train
    feed = Feed.of(WindowBatches(part, 60), {0: 0.5, 2: 3.0})
    batch = feed.gather({name: jnp.asarray(array) for name, array in feed.kept.items()}, jnp.arange(len(part)))

    expected = [{0: 0.5, 1: 1.0, 2: 3.0}[number] for number in np.argmax(part.targets(), axis=-1)]
    assert expected == batch.weights.tolist()
