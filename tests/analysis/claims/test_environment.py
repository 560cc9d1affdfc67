"""What the rules on backends, versions and devices say of Keras; Keras on JAX is asked."""

from __future__ import annotations

import inspect
import warnings
from contextlib import nullcontext
from typing import Any

import pytest
import yaml

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from seqspec.analysis.facts.cudnn import FUSED, obstacles  # noqa: E402
from seqspec.language.layers._images import Image  # noqa: E402
from seqspec.language.named import KINDS, read  # noqa: E402
from seqspec.lowering.objects import lower  # noqa: E402

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

LAYERS = KINDS["layer"]
X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")


@pytest.mark.parametrize("cell", sorted(FUSED))
@pytest.mark.parametrize(
    "arguments", [{}, {"use_bias": False}, {"recurrent_dropout": 0.1}, {"unroll": True}, {"activation": "relu"}]
)
def test_seq502_an_order_for_cudnn_fails_when_the_layer_is_called(cell: str, arguments: dict[str, Any]) -> None:
    """Making the layer is fine; calling it raises where we say so, here on JAX and a CPU."""
    layer = getattr(keras.layers, cell)(4, use_cudnn=True, **arguments)
    ours = read("layer", {cell: {"units": 4, **arguments}})
    fits = cell == "GRU" and not any(obstacles(ours, ("jax",)))  # type: ignore[arg-type]

    with nullcontext() if fits else pytest.raises(ValueError, match="use_cudnn=True was specified, but cuDNN is not"):
        layer(X)


def test_seq505_eager_running_disables_jit_with_a_warning() -> None:
    """Keras goes on without XLA."""
    model = keras.Sequential([keras.Input((5, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        model.compile(loss="mse", run_eagerly=True, jit_compile=True)

    assert any("Disabling `jit_compile`" in str(each.message) for each in told)
    assert model.jit_compile is False


@pytest.mark.parametrize("cell", sorted(FUSED))
def test_seq501_a_layer_as_keras_makes_it_is_fit_for_cudnn(cell: str) -> None:
    """The defaults of Keras are what its kernels need, so that a layer nobody changed is never spoken of."""
    assert [] == list(obstacles(read("layer", {cell: 4})))  # type: ignore[arg-type]
    ours = dict(obstacles(read("layer", {cell: {"units": 4, "activation": "relu"}})))  # type: ignore[arg-type]
    config = getattr(keras.layers, cell)(4).get_config()

    assert {"activation": config["activation"]} == ours


def test_seq121_up_to_3_15_a_recurrent_layer_passes_its_mask_on() -> None:
    """The mask leaves a layer that returns its sequence; from 3.16 on this test says so by failing."""
    embedded = keras.layers.Embedding(9, 4, mask_zero=True)
    inputs = keras.Input((5,), dtype="int32")
    output = keras.layers.LSTM(4, return_sequences=True)(embedded(inputs))
    minor = tuple(map(int, keras.__version__.split(".")[:2]))

    assert (minor < (3, 16)) == (getattr(output, "_keras_mask", None) is not None)


# ------------------------------------------------------------------------------------------- SEQ510 layers and backends


def _trains(*layers: Any, **compile: Any) -> bool:
    images = np.ones((4, 8, 8, 3), "float32")
    model = keras.Sequential([keras.Input((8, 8, 3)), *layers, keras.layers.GlobalAveragePooling2D()])
    model.compile("sgd", "mse", **compile)
    try:
        model.fit(images, np.ones((4, 3)), verbose=0)
    except AttributeError:
        return False
    return True


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="a claim about JAX")
@pytest.mark.parametrize(
    ("arguments", "others", "compile", "trains"),
    [
        ({}, [], {}, False),
        ({}, [], {"jit_compile": False}, True),
        ({}, [], {"run_eagerly": True}, True),
        ({}, ["RandomRotation"], {}, True),
        ({"scale": 0.0}, [], {}, True),
    ],
)
def test_seq510_an_elastic_transform_trains_only_where_nothing_is_compiled(
    arguments: dict[str, Any], others: list[str], compile: dict[str, Any], trains: bool
) -> None:
    """On JAX: eagerly, beside a layer that Keras does not compile, or where it never acts."""
    layers = [getattr(keras.layers, name)(0.1) for name in others]

    assert trains == _trains(keras.layers.RandomElasticTransform(**arguments), *layers, **compile)


def test_seq510_keras_compiles_no_model_with_these_layers() -> None:
    """They say so themselves, or hold a layer that does."""
    images = [name for name in LAYERS.registry.names if issubclass(LAYERS.load(name), Image)]
    made = {name: lower(read("layer", yaml.safe_load(_example(name)))) for name in images}
    compiled = {name: all(each.supports_jit for each in layer._flatten_layers()) for name, layer in made.items()}

    assert {name: LAYERS.load(name).compiles for name in images} == compiled  # type: ignore[attr-defined]


def _example(name: str) -> str:
    """What stands in the layer's documentation below `Example:`."""
    text = inspect.cleandoc(LAYERS.load(name).__doc__ or "")
    return text.partition("Example:\n")[2].partition("\n")[0]


def _read_film(ids: Any, mask_zero: bool) -> Any:
    """What a ConvLSTM makes of words whose vectors are laid out as three places."""
    keras.utils.set_random_seed(1)
    stack = [
        keras.layers.Embedding(9, 6, mask_zero=mask_zero),
        keras.layers.TimeDistributed(keras.layers.Reshape((3, 2))),
        keras.layers.ConvLSTM1D(2, 1),
    ]
    return np.asarray(keras.Sequential([keras.Input((4,)), *stack])(np.array(ids)))


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="a claim about JAX")
def test_seq510_a_mask_of_images_breaks_the_first_batch() -> None:
    """A ConvLSTM behind `Masking` is built, and can't be called."""
    model = keras.Sequential([keras.Input((4, 5, 3)), keras.layers.Masking(), keras.layers.ConvLSTM1D(2, 1)])

    with pytest.raises((TypeError, ValueError)):
        model(np.ones((2, 4, 5, 3), "float32"))


def test_seq510_a_mask_is_laid_over_places_where_there_are_as_many_as_examples() -> None:
    """An example without padding is read as if it had some on JAX, and as it is on TensorFlow."""
    ids = [[1, 2, 3, 4], [1, 2, 0, 0], [1, 0, 0, 0]]
    same = np.allclose(_read_film(ids, True)[0], _read_film(ids, False)[0], atol=1e-6)

    assert same == (keras.backend.backend() == "tensorflow")
