"""
Estimators for scikit-learn: a spec as something that is fitted to arrays, cloned, searched over and put into pipelines.

`X` is `[examples, steps, features]`, or `[examples, columns]`: rows that the model takes as they are, where it can, and
else as steps of one feature each. A spec's recipe is not read: what its data are is what is handed over, and whatever
should happen to them before belongs into a pipeline. Without a spec a small LSTM is trained.

Like everything that scikit-learn calls, these raise a `ValueError` where `X` or `y` is not what it should be.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from seqspec.errors import BackendError, DataError, SpecError
from seqspec.fitted import Fitted
from seqspec.language.literals import Settings, written
from seqspec.loaded import FilePath, Loaded
from seqspec.public import load, loads

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, validate_data
except ModuleNotFoundError as error:
    raise BackendError("scikit-learn is not installed", help="pip install 'seqspec-keras[training]'") from error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.runs.run import Run

Array: TypeAlias = "NDArray[Any]"

_EPOCHS = 30


class _Sequence(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """What both estimators share."""

    def __init__(
        self,
        spec: FilePath | Mapping[str, Any] | None = None,
        *,
        settings: Settings = (),
        epochs: int | None = None,
        batch_size: int | None = None,
        backend: str | None = None,
        random_state: Any = None,
        out: FilePath | None = None,
        verbose: bool = False,
    ) -> None:
        self.spec = spec
        self.settings = settings
        self.epochs = epochs
        self.batch_size = batch_size
        self.backend = backend
        self.random_state = random_state
        self.out = out
        self.verbose = verbose

    @property
    def model_(self) -> Any:
        """The trained Keras model."""
        check_is_fitted(self)
        return self._fitted.model

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_fitted")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def _train(self, inputs: Array, targets: list[tuple[dict[str, Any], Array]], default: Mapping[str, Any]) -> None:
        """
        Fit what the arrays and the spec leave open to be chosen.

        Args:
            targets: ways to declare and to write down the same targets; the model takes the first one that suits it.
            default: the spec where none was given.
        """
        loaded, inputs, answers = self._settled(inputs, targets, default)
        with _folder(self.out) as folder:
            run = loaded.fit(
                out=folder,
                arrays={"input": inputs, "target": answers},
                backend=self.backend,
                stream=sys.stdout if self.verbose else None,
                judged=self.out is not None,
            )
            if run.exit_code:
                raise KeyboardInterrupt
            self._keep(loaded, run)

    def _keep(self, loaded: Loaded, run: Run) -> None:
        self._fitted = Fitted(loaded, run.model, self.backend)
        self.history_ = run.history
        self.run_ = None if self.out is None else run

    def _settled(
        self, inputs: Array, targets: list[tuple[dict[str, Any], Array]], default: Mapping[str, Any]
    ) -> tuple[Loaded, Array, Array]:
        """
        The spec with what the arrays are, and the arrays as it declares them.

        Raises:
            UsageError: the spec can't be opened.
            SpecError: it can't take these arrays in any way.
        """
        refused: list[SpecError] = []
        changes = self._changes()  # once: what draws a seed gives another one each time
        for (taken, given), (target, answers) in product(_ways_in(inputs), targets):
            data = {"data": {"arrays": {"input": taken, "target": target}}}
            try:
                return self._load(default, (*written(data), *changes)), given, answers
            except SpecError as error:
                refused.append(error)
        raise min(refused, key=lambda error: error.report.count("error"))  # the way that is nearest to what was meant

    def _load(self, default: Mapping[str, Any], settings: Settings) -> Loaded:
        spec = default if self.spec is None else self.spec
        return load(spec, settings) if isinstance(spec, str | os.PathLike) else loads(spec, settings)

    def _changes(self) -> tuple[str, ...]:
        """What is asked for beside the spec."""
        asked = {"fit.epochs": self.epochs, "fit.batch_size": self.batch_size, "runtime.seed": _seed(self.random_state)}
        return (*written(self.settings), *written({path: value for path, value in asked.items() if value is not None}))

    def _ask(self, X: Any) -> Array:
        """
        The model's answers: `[examples, steps, targets]`, or `[examples, steps, classes]`.

        Raises:
            NotFittedError: there is no model yet.
            ValueError: `X` is not what the model was fitted to.
        """
        check_is_fitted(self)
        inputs = validate_data(self, X, reset=False, allow_nd=True)
        try:
            return self._fitted.answer(inputs)
        except DataError as error:  # which scikit-learn does not know
            raise ValueError(error.message) from error


class SequenceRegressor(RegressorMixin, _Sequence):  # type: ignore[misc]  # scikit-learn has no types
    """
    A spec that predicts numbers.

    Args:
        spec: a file, or a spec as plain values; None for an LSTM.
        settings: changes of it, as `seqspec.load` takes them.
        epochs, batch_size: in place of those of the spec.
        backend: jax, tensorflow or torch; wins over the spec.
        random_state: a number, or what draws one; None for the seed of the spec.
        out: a run folder, which must not exist; None leaves nothing behind, and judges nothing.
        verbose: whether progress is printed.

    Attributes:
        model_: the trained Keras model.
        history_: a row an epoch, as a DataFrame.
        run_: the run, where it was to be left behind.
        n_features_in_: the size of the second axis of `X`.
    """

    def fit(self, X: Any, y: Any) -> SequenceRegressor:
        """
        Train.

        Args:
            X: `[examples, steps, features]` or `[examples, columns]`.
            y: `[examples]` or `[examples, targets]`.

        Raises:
            ValueError: `X` or `y` is not what it should be.
            UsageError, SpecError, BackendError, DataError, RunError: as `seqspec.load` and `Loaded.fit`.
        """
        X, y = validate_data(self, X, y, allow_nd=True, multi_output=True, y_numeric=True)
        self._flat = y.ndim == 1
        answers = y.reshape(len(y), -1)
        width = answers.shape[1]
        self._train(X, [({"shape": [width]}, answers)], _default(width, None, "mean_squared_error"))
        return self

    def predict(self, X: Any) -> Array:
        """
        What is predicted for each example, in the shape that `y` had.

        Args:
            X: as for `fit`.

        Raises:
            NotFittedError: there is no model yet.
            ValueError: `X` is not what the model was fitted to.
        """
        answers = self._ask(X)
        return answers.reshape(len(answers)) if self._flat else answers.reshape(len(answers), -1)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


class SequenceClassifier(ClassifierMixin, _Sequence):  # type: ignore[misc]  # scikit-learn has no types
    """
    A spec that tells classes apart: by one chance where there are two, or by one for each.

    Args, attributes:
        as those of `SequenceRegressor`; and `classes_`, the classes in their order.
    """

    def fit(self, X: Any, y: Any) -> SequenceClassifier:
        """
        Train.

        Args:
            X: `[examples, steps, features]` or `[examples, columns]`.
            y: the class of each example, `[examples]`.

        Raises:
            ValueError: `X` or `y` is not what it should be, or there is one class alone.
            UsageError, SpecError, BackendError, DataError, RunError: as `seqspec.load` and `Loaded.fit`.
        """
        X, y = validate_data(self, X, y, allow_nd=True)
        check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        count = len(self.classes_)
        if count < 2:
            raise ValueError("a classifier needs two classes, and `y` holds one class alone")
        self._train(X, _ways_out(numbers, count), _default("from_data", "softmax", "sparse_categorical_crossentropy"))
        return self

    def predict_proba(self, X: Any) -> Array:
        """
        The chance of each class, `[examples, classes]`, in the order of `classes_`.

        Args:
            X: as for `fit`.

        Raises:
            NotFittedError: there is no model yet.
            ValueError: `X` is not what the model was fitted to.
        """
        answers = self._ask(X)
        chances = answers.reshape(len(answers), -1)[:, : len(self.classes_)]
        if chances.shape[1] == 1:
            return np.concatenate([1 - chances, chances], axis=1)
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

    def predict(self, X: Any) -> Array:
        """The likeliest class of each example, `[examples]`; see `predict_proba`."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[likeliest])


def _default(units: int | str, activation: str | None, loss: str) -> dict[str, Any]:
    head: dict[str, Any] = {"units": units} if activation is None else {"units": units, "activation": activation}
    return {
        "seqspec": 1,
        "name": "lstm",
        "model": [{"LSTM": 32}, {"Dense": head}],
        "compile": {"optimizer": {"Adam": 0.01}, "loss": loss},
        "fit": {"epochs": _EPOCHS},
    }


def _ways_in(inputs: Array) -> Iterator[tuple[dict[str, Any], Array]]:
    """How a model may take an array: as it is, column by column, or as numbers of tokens."""
    shape = list(inputs.shape[1:])
    yield {"shape": shape}, inputs
    if inputs.ndim == 2:
        yield {"shape": [*shape, 1]}, inputs[..., None]
    if inputs.dtype.kind in "iu":
        yield {"shape": shape, "dtype": "int32"}, inputs


def _ways_out(numbers: Array, count: int) -> list[tuple[dict[str, Any], Array]]:
    """How the same classes may be written down: as one chance, as numbers, or as a row with a 1 in it."""
    binary = [({"shape": [1], "kind": "binary"}, numbers[:, None])] if count == 2 else []
    one_hot = {"shape": [count], "kind": "one_hot"}, np.eye(count, dtype=np.float32)[numbers]
    return [*binary, ({"shape": [], "kind": "classes", "classes": count}, numbers), one_hot]


def _seed(random_state: Any) -> int | None:
    if random_state is None:
        return None
    if isinstance(random_state, int | np.integer):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31))


@contextmanager
def _folder(out: FilePath | None) -> Iterator[Path]:
    """Where the run goes: a folder that is asked for, or one that is gone at the end."""
    if out is not None:
        yield Path(out)
        return
    with tempfile.TemporaryDirectory(prefix="seqspec-") as temporary:
        yield Path(temporary) / "run"
