"""The rules on backends, devices and what a run leaves open: near misses, and specs that are broken elsewhere."""

from __future__ import annotations

import pytest

from seqspec.analysis.rules import rule, seq603_environment_unpinned
from tests.analysis.examples import check, codes, found
from tests.builders import spec_text

GPU = "{seed: 42, backend: tensorflow, device: gpu, deterministic: true}"


@pytest.mark.parametrize(
    ("layer", "caught"),
    [
        ("LSTM: {units: 4, use_cudnn: true}", True),
        ("LSTM: 4", True),
        ("LSTM: {units: 4, use_cudnn: false}", False),
        ("SimpleRNN: 4", False),
        ("LSTM: {units: 4, use_cudnn: true, activation: relu}", False),
    ],
)
def test_xla_gives_way_to_kernels_where_a_layer_takes_them(layer: str, caught: bool) -> None:
    """Left to itself a layer takes them, too; where they are switched off or in vain XLA has its way."""
    text = spec_text("Input: [10, 3]", layer, "Dense: 1", compile="{loss: mse, jit_compile: true}", runtime=GPU)

    assert caught == bool(found(text, "SEQ505"))


@pytest.mark.parametrize(("runtime", "caught"), [("{seed: 42}", False), ("{seed: 42, precision: float16}", True)])
def test_a_layer_that_says_float16_itself_means_it(runtime: str, caught: bool) -> None:
    """Only what follows from the precision of the whole run is told."""
    text = spec_text("Input: [10, 3]", "LSTM: 4", "Dense: {units: 1, dtype: float16}", runtime=runtime)
    plain = spec_text("Input: [10, 3]", "LSTM: 4", "Dense: 1", runtime=runtime)

    assert caught == bool(found(plain, "SEQ507"))
    assert (runtime == "{seed: 42, precision: float16}") == bool(found(text, "SEQ507"))


@pytest.mark.parametrize("unread", [["Dens: 1"], ["Dens: 1", "Dropout: 0.1"], ["5"]])
def test_the_precision_of_what_nobody_can_read_is_not_told(unread: list[str]) -> None:
    """Of a layer that is misspelt, or none at all, nobody knows what its output will be."""
    runtime = "{seed: 42, precision: float16}"

    assert found(spec_text("Input: [10]", "Dense: 1", runtime=runtime), "SEQ507")
    assert [] == found(spec_text("Input: [10]", "Dense: 4", *unread, runtime=runtime), "SEQ507")


@pytest.mark.parametrize("compile", [None, "{loss: mse}", "{loss: mse, steps_per_execution: 1}"])
def test_one_step_at_a_time_is_what_pytorch_does(compile: str | None) -> None:
    """Without a compile section there is nothing to run, either."""
    assert [] == found(spec_text(compile=compile, runtime="{seed: 42, backend: torch}"), "SEQ510")


def test_a_young_layer_in_a_repeated_block_is_told_once() -> None:
    """It is written once."""
    block = "repeat: {times: 3, layers: [RMSNormalization, Dense: 4]}"
    text = spec_text("Input: [10]", block, "Dense: 1", runtime='{seed: 42, keras: ">=3.0"}')

    assert 1 == len(found(text, "SEQ511"))


@pytest.mark.parametrize(
    ("runtime", "caught"),
    [("{seed: 42, device: gpu}", True), ("{seed: 42, device: gpu, deterministic: perhaps}", False)],
)
def test_what_can_not_be_read_is_not_missing(runtime: str, caught: bool) -> None:
    """A value of `deterministic` that is none is one mistake."""
    assert caught == bool(found(spec_text(runtime=runtime), "SEQ602"))


@pytest.mark.parametrize("runtime", ['{seed: 42, keras: "new"}', "{seed: 42, backend: theano}"])
def test_a_version_that_can_not_be_read_is_not_missing(runtime: str) -> None:
    """Nor is a backend that nobody knows."""
    assert "SEQ603" not in codes(check(spec_text(runtime=runtime), rule=rule("SEQ603")))


@pytest.mark.parametrize(("installed", "fixable"), [("3.15.1", True), (None, False), ("4.dev0", False)])
def test_the_installed_version_is_written_where_it_is_known(
    installed: str | None, fixable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Keras, or with one that has no minor version, there is no fix."""
    monkeypatch.setattr(seq603_environment_unpinned, "installed_keras", lambda: installed)
    told = [each for each in check(spec_text(), rule=rule("SEQ603")).report if each.code == "SEQ603"]

    assert [fixable] == [each.fix is not None for each in told]
