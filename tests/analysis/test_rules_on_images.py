"""The rules on layers that change images: what they find, and what they leave alone."""

from __future__ import annotations

import pytest

from tests.analysis.examples import found, only
from tests.builders import spec_text

CROP = "RandomCrop: {height: 24, width: 24, input_shape: [28, 28, 3]}"
CONV = "Conv2D: {filters: 4, kernel_size: 3}"
BLOCK = "Sequential: {layers: [RandomCrop: {height: 24, width: 24}], input_shape: [28, 28, 3]}"


@pytest.mark.parametrize(
    ("layers", "at"),
    [
        ((CROP, "Flatten", "Dense: 4"), 0),
        ((CROP, CONV, "Flatten", "BatchNormalization", "Dense: 4"), 0),
        ((BLOCK, "Flatten", "Dense: 4"), 0),
        (("Rescaling: {scale: 0.1, input_shape: [28, 28, 3]}", "RandomCrop: [24, 24]", "Flatten", "Dense: 4"), 1),
        ((CROP, "Reshape: [24, 72]", "GRU: 4"), 0),
    ],
)  # fmt: skip
def test_a_crop_that_a_later_layer_counts_on_is_found(layers: tuple[str, ...], at: int) -> None:
    """Wherever it stands, and whether it is the size of weights or a shape that does not fit."""
    layers = tuple(each.replace("[24, 24]", "{height: 24, width: 24}") for each in layers)

    assert ("model", at) == only(spec_text(*layers), "SEQ125").at[:2]


@pytest.mark.parametrize(
    "layers",
    [
        (CROP, "CenterCrop: {height: 24, width: 24}", "Flatten", "Dense: 4"),
        (CROP, "Resizing: {height: 8, width: 8}", "Flatten", "Dense: 4"),
        (CROP, CONV, "GlobalAveragePooling2D", "Dense: 4"),
        ("RandomCrop: {height: 28, width: 28, input_shape: [28, 28, 3]}", "Flatten", "Dense: 4"),
        ("RandomCrop: {height: 24, width: 24, input_shape: [null, null, 3]}", CONV, "GlobalMaxPooling2D", "Dense: 4"),
        (CROP, "Flatten", "Conv1D: {filters: 4, kernel_size: 3}"),
    ],
)
def test_a_crop_that_nobody_counts_on_is_left_alone(layers: tuple[str, ...]) -> None:
    """Where images get one size again, where any size will do, where nothing is cut off, or beside another error."""
    assert [] == found(spec_text(*layers), "SEQ125")


@pytest.mark.parametrize("layer", ["CutMix: {input_shape: [8, 8, 3]}", "MixUp: {alpha: 1, input_shape: [8, 8, 3]}"])
def test_images_that_are_mixed_without_their_targets_are_found(layer: str) -> None:
    """In the model, and in a block of it."""
    assert "mixes images" in only(spec_text(layer, "Flatten", "Dense: 4"), "SEQ417").message
    assert [("model", 0, "Sequential", "layers", 0)] == [
        each[:5] for each in _places(spec_text("Sequential: {layers: [CutMix], input_shape: [8, 8, 3]}", "Flatten"))
    ]


def _places(text: str) -> list[tuple[str | int, ...]]:
    return [only(text, "SEQ417").at]


@pytest.mark.parametrize("layer", ["AugMix", "RandAugment", "RandomErasing", "RandomFlip"])
def test_layers_that_change_each_image_by_itself_are_left_alone(layer: str) -> None:
    """`AugMix` mixes an image with itself."""
    assert [] == found(spec_text("Input: [8, 8, 3]", layer, "Flatten", "Dense: 4"), "SEQ417")
