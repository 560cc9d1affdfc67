"""Images, signals and categories: what is refused, at which argument, and what Keras really does there."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from seqspec.language.layer import Signal
from seqspec.language.named import KINDS, read
from tests.language.layers.single import decoded, effect, refusal
from tests.language.layers.twin import ran


def keras_runs(value: Any, *shape: int, training: bool = True) -> tuple[int, ...]:
    """The shape that Keras really gives for a batch of two, or what it raises."""
    return ran([decoded(value)], Signal((None, *shape)), training=training)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"Resizing": {"height": 4, "width": 4, "crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}}, "exclude"),
        ({"Resizing": {"height": 4, "width": 4, "fill_mode": "reflect"}}, "fill_mode"),
        ({"RandomBrightness": 1.5}, "at most 1"),
        ({"RandomContrast": -0.5}, "at least 0"),
        ({"RandomZoom": -1}, "more than -1"),
        ({"RandomPosterization": 9}, "at most 8"),
        ({"RandomGaussianBlur": {"kernel_size": 4}}, "odd"),
        ({"RandomGaussianBlur": {"kernel_size": [3, 4]}}, "odd"),
        ({"AutoContrast": [0]}, "value_range"),
        ({"RandAugment": [1, 1]}, "no range"),
        ({"Normalization": {"mean": 1.0}}, "need each other"),
        ({"Normalization": {"variance": 1.0}}, "need each other"),
        ({"Normalization": {"mean": [1.0, 2.0], "variance": [1.0]}}, "differ in size"),
        ({"Normalization": {"mean": [[1.0]], "variance": [[1.0]]}}, "nested deeper"),
        ({"Normalization": {"axis": [1, 2], "mean": [[1.0], [1.0, 2.0]], "variance": [[1.0], [1.0]]}}, "lengths"),
        ({"Discretization": [0.5, 0.1]}, "do not rise"),
        ({"Discretization": {"bin_boundaries": [0.5], "num_bins": 2}}, "leave|find the boundaries"),
        ({"CategoryEncoding": {"num_tokens": 3, "sparse": True}}, "sparse"),
        ({"STFTSpectrogram": {"frame_length": 8, "frame_step": 9}}, "frame_step"),
        ({"STFTSpectrogram": {"frame_length": 1}}, "half a frame"),
        ({"STFTSpectrogram": {"frame_length": 8, "fft_length": 4}}, "fft_length"),
        ({"STFTSpectrogram": {"window": "kaiser"}}, "window"),
        ({"MelSpectrogram": {"fft_length": 8, "sequence_length": 16}}, "sequence_length"),
    ],
)
def test_arguments_that_are_refused(value: Any, said: str) -> None:
    """Arguments that Keras refuses, or that can mean nothing in a spec, are refused by name."""
    with pytest.raises(ValidationError, match=said):
        read("layer", value)


FAILING: list[tuple[Any, tuple[int, ...], tuple[str, ...]]] = [
    ({"RandomHue": 0.2}, (8, 8, 1), ()),
    ({"RandomGrayscale": 1.0}, (8, 8, 2), ()),
    ({"RandAugment": {"num_ops": 11}}, (8, 8, 2), ()),
    ({"RandomColorJitter": {"hue_factor": 0.2}}, (8, 8, 1), ("hue_factor",)),
    ({"RandomColorJitter": {"saturation_factor": 0.2, "data_format": "channels_first"}}, (3, 8, 8),
     ("saturation_factor",)),
    ({"RandomElasticTransform": {"factor": [1, 1]}}, (1, 8, 3), ()),
    ({"RandomShear": {"x_factor": 0.5, "dtype": "int32"}}, (8, 8, 3), ("dtype",)),
    ({"Normalization": {"mean": [1.0, 2.0], "variance": [1.0, 1.0]}}, (4, 3), ("mean",)),
    ({"Normalization": {"axis": [1, -1]}}, (4,), ("axis",)),
    ({"STFTSpectrogram": {"frame_length": 8, "dtype": "bfloat16"}}, (16, 1), ("dtype",)),
    ({"STFTSpectrogram": {"frame_length": 32}}, (16, 1), ("frame_length",)),
]  # fmt: skip


@pytest.mark.parametrize(("value", "shape", "argument"), FAILING)
def test_inputs_that_are_refused(value: Any, shape: tuple[int, ...], argument: tuple[str, ...]) -> None:
    """What a layer can't take is refused at the argument that is at fault, or at the layer."""
    assert refusal(value, *shape).argument == argument


@pytest.mark.keras
@pytest.mark.parametrize(("value", "shape"), [case[:2] for case in FAILING])
def test_inputs_that_keras_fails_on(value: Any, shape: tuple[int, ...]) -> None:
    """What is refused because Keras fails, in building or in the first step of training, really fails."""
    with pytest.raises(Exception, match=r".+"):
        keras_runs(value, *shape)


FILLED = [
    ({"RandomRotation": {"factor": 0.2, "fill_value": -1, "dtype": "uint8"}}, (8, 8, 3)),
    ({"RandomTranslation": {"height_factor": 0.2, "width_factor": 0.2, "fill_value": 256, "dtype": "uint8"}},
     (8, 8, 3)),
    ({"RandomZoom": {"height_factor": 0.2, "fill_value": -1, "dtype": "uint8"}}, (8, 8, 3)),
]  # fmt: skip


@pytest.mark.parametrize(("value", "shape"), FILLED)
def test_images_can_t_be_filled_with_what_their_type_does_not_hold(value: Any, shape: tuple[int, ...]) -> None:
    """Whatever the `fill_mode`; a float type takes any number."""
    ((name, arguments),) = value.items()

    assert refusal(value, *shape).argument == ("fill_value",)
    assert effect({name: arguments | {"dtype": "float32"}}, *shape).output.shape == (None, *shape)
    assert effect({name: arguments | {"fill_value": 127}}, *shape).output.shape == (None, *shape)


@pytest.mark.keras
@pytest.mark.parametrize(("value", "shape"), FILLED)
def test_keras_fails_on_such_a_filling_on_jax(value: Any, shape: tuple[int, ...]) -> None:
    """At the first step of training."""
    import keras

    if keras.backend.backend() != "jax":
        pytest.skip("TensorFlow wraps the number round")
    with pytest.raises(OverflowError):
        keras_runs(value, *shape)


def test_images_that_are_not_padded_need_no_filling() -> None:
    """`fill_value` has no effect on a `Resizing` that stretches, and wraps round in one that pads."""
    resizing = {"height": 4, "width": 8, "fill_value": -1, "dtype": "uint8"}

    assert effect({"Resizing": resizing}, 8, 8, 3).output.shape == (None, 4, 8, 3)
    assert refusal({"Resizing": resizing | {"pad_to_aspect_ratio": True}}, 8, 8, 3).argument == ("fill_value",)


@pytest.mark.keras
def test_keras_wraps_the_filling_of_a_resizing_round() -> None:
    """-1 becomes 255."""
    import keras
    import numpy as np

    layer = keras.layers.Resizing(8, 16, pad_to_aspect_ratio=True, fill_value=-1, dtype="uint8")

    assert int(np.asarray(layer(np.zeros((1, 8, 8, 3), "uint8"))).max()) == 255


@pytest.mark.parametrize("layer", ["AugMix", "MixUp"])
def test_no_share_is_drawn_from_a_distribution_of_strength_0(layer: str) -> None:
    """Keras makes every pixel NaN."""
    with pytest.raises(ValidationError, match="has to be more than 0") as caught:
        read("layer", {layer: {"alpha": 0}})

    assert "NaN" in str(caught.value.errors()[0]["ctx"]["keras"])


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("layer", ["AugMix", "MixUp"])
def test_keras_makes_every_pixel_nan_there(layer: str) -> None:
    """In training."""
    import keras
    import numpy as np

    images = np.ones((4, 8, 8, 3), "float32")

    assert np.isnan(np.asarray(getattr(keras.layers, layer)(alpha=0.0)(images, training=True))).all()


PROMISED: list[tuple[Any, tuple[int, ...], tuple[int, ...]]] = [
    ({"MelSpectrogram": {"fft_length": 64, "sequence_stride": 32, "num_mel_bins": 8}}, (63,), (2, 8, 2)),
    ({"CategoryEncoding": 5}, (3, 4), (2, 4, 5)),
    ({"STFTSpectrogram": {"frame_length": 1, "frame_step": 1, "mode": "psd"}}, (4, 1), (2, 4, 2)),
    ({"Resizing": {"height": 4, "width": 5}}, (8, 3), (4, 5, 3)),
    ({"AutoContrast": {"dtype": "int32"}}, (8, 8, 3), (2, 8, 8, 3)),
]


@pytest.mark.parametrize(("value", "shape"), [case[:2] for case in PROMISED])
def test_inputs_that_mean_something_else(value: Any, shape: tuple[int, ...]) -> None:
    """Where Keras promises one thing and does another, the layer is refused, and the message says so."""
    assert "silently" in str(refusal(value, *shape).keras)


@pytest.mark.keras
@pytest.mark.parametrize(("value", "shape", "really"), PROMISED)
def test_inputs_that_keras_takes_for_something_else(
    value: Any, shape: tuple[int, ...], really: tuple[int, ...]
) -> None:
    """What Keras does there: it gives a shape all the same, and says nothing."""
    assert really == keras_runs(value, *shape)


@pytest.mark.keras
def test_random_crop_leaves_images_whole_except_in_training() -> None:
    """`RandomCrop` promises one size, and keeps it only in training."""
    crop = {"RandomCrop": {"height": 4, "width": 5}}

    assert effect(crop, 8, 9, 3).output.shape == (None, 4, 5, 3)
    assert keras_runs(crop, 8, 9, 3) == (2, 4, 5, 3)
    assert keras_runs(crop, 8, 9, 3, training=False) == (2, 8, 9, 3)


@pytest.mark.keras
def test_equalization_is_left_out_or_can_t_be_built() -> None:
    """`Equalization` hands out its input: a model that starts with it leaves it out, one that ends with it is none."""
    import keras
    import numpy as np

    images = np.linspace(0, 100, 2 * 8 * 8 * 3).reshape(2, 8, 8, 3).astype("float32")
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Equalization(), keras.layers.Rescaling(1.0)])

    assert "hands out its input" in KINDS["layer"].refused["Equalization"]
    assert np.allclose(model(images), images)
    assert not np.allclose(keras.layers.Equalization()(images), images)
    with pytest.raises(ValueError, match="cycle"):
        keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Equalization()])


@pytest.mark.keras
def test_elastic_transform_trains_eagerly_only_on_jax() -> None:
    """`RandomElasticTransform` fails inside a compiled step on JAX."""
    import keras

    if keras.backend.backend() != "jax":
        pytest.skip("a matter of JAX")
    layers: list[Any] = [keras.layers.RandomElasticTransform(), keras.layers.GlobalAveragePooling2D()]
    model = keras.Sequential([keras.Input((4, 4, 1)), *layers])
    model.compile("sgd", "mse")

    with pytest.raises(Exception, match=r".+"):
        model.fit(keras.ops.ones((2, 4, 4, 1)), keras.ops.ones((2, 1)), verbose=0)
    assert keras_runs("RandomElasticTransform", 4, 4, 1) == (2, 4, 4, 1)


def test_normalization_without_numbers_has_weights_that_nobody_trains() -> None:
    """Without a mean Keras keeps one, a variance and a count; given numbers are no weights."""
    weights = effect("Normalization", 4, 3).weights

    assert weights is not None
    assert [(each.name, each.shape, each.trainable) for each in weights] == [
        ("mean", (3,), False), ("variance", (3,), False), ("count", (), False),
    ]  # fmt: skip
    assert effect({"Normalization": {"mean": 0.0, "variance": 1.0}}, 4, 3).weights == ()
    assert effect({"Normalization": {"axis": [1, 2], "mean": [[0.0] * 3] * 4, "variance": [[1.0] * 3] * 4}}, 4, 3)
    assert effect({"Normalization": {"axis": None, "mean": 0.0, "variance": 1.0}}, 4, None).output.shape[-1:] == (None,)  # type: ignore[index]


def test_a_spectrogram_costs_two_products_with_every_frame() -> None:
    """The short-time Fourier transform is a convolution: with sines, and with cosines."""
    assert effect({"STFTSpectrogram": {"frame_length": 8, "frame_step": 4}}, 16, 1).macs == 3 * 5 * 8 * 2
    assert effect({"STFTSpectrogram": {"frame_length": 8, "frame_step": 4, "mode": "real"}}, 16, 1).macs == 3 * 5 * 8
    assert effect({"STFTSpectrogram": {"frame_length": 8, "frame_step": 4, "mode": "stft"}}, 16, 1).macs == 3 * 10 * 8
    assert effect({"STFTSpectrogram": {"frame_length": 8, "frame_step": 4}}, None, 1).macs is None


@pytest.mark.parametrize("name", ["Hashing", "HashedCrossing", "IntegerLookup", "StringLookup", "TextVectorization",
                                  "MaxNumBoundingBoxes", "Equalization"])  # fmt: skip
def test_layers_without_a_place_in_a_spec(name: str) -> None:
    """Layers for texts, boxes and several tensors are refused with a reason and with what to write instead."""
    with pytest.raises(ValidationError, match=f"a spec can't name the layer `{name}`"):
        read("layer", {name: {}})
    assert KINDS["layer"].refused[name]
