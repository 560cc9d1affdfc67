"""A trained model without a run folder: it can be asked, copied and pickled."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seqspec.language import normal
from seqspec.loaded import Loaded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqspec.language.recipe.arrays import Arrays, Target
    from seqspec.runs.forecasting import Trained


class Fitted:
    """
    A model that was trained on arrays.

    Pickled it is the text of its spec and a `.keras` file; unpickled the model is built from that spec, and from the
    file only weights are taken, when it is asked for the first time. No object of Keras is ever pickled.

    Args:
        loaded: the spec, with the arrays that it takes.
        model: trained.
        backend: what the model runs on; None for what the spec says.
    """

    def __init__(self, loaded: Loaded, model: Any, backend: str | None) -> None:
        self._loaded = loaded
        self._model = model
        self._backend = backend
        self._stored: bytes | None = None
        self._trained: Trained | None = None

    @property
    def model(self) -> Any:
        """The Keras model."""
        if self._model is None:
            self._model = self._restored()
        return self._model

    def answer(self, inputs: NDArray[Any]) -> NDArray[np.float64]:
        """
        The model's answers.

        Args:
            inputs: `[n, ...]`; the last axis may be missing where it has size 1.

        Returns:
            `[n, steps, targets]`, or `[n, steps, classes]`.

        Raises:
            DataError: the inputs are not what the spec declares.
        """
        from seqspec.data import arrays
        from seqspec.lowering.memory import evaluation_batch
        from seqspec.runs.forecasting import Trained, chunks

        declared, target = self._declared
        given = inputs[..., None] if len(declared.input.shape) == inputs.ndim else inputs
        state = {"shape": target.shape, "classes": target.classes or 0}
        dataset = arrays.for_prediction(declared, state, {"input": given})
        part = dataset.test
        if self._trained is None:
            batch = evaluation_batch(self._loaded.trace)
            self._trained = Trained.of(self.model, self._loaded.spec, dataset.task.kind, batch)
        every = chunks(len(part), self._trained.batch)
        return np.concatenate([self._trained.answer(part, index, 1) for index in every])

    @property
    def _declared(self) -> tuple[Arrays, Target]:
        """What the spec says of the arrays, which is there or it was not trained on any."""
        data = self._loaded.spec.data
        assert data is not None
        assert data.arrays is not None
        assert data.arrays.target is not None
        return data.arrays, data.arrays.target

    def __getstate__(self) -> dict[str, Any]:
        stored = self._stored if self._model is None else self._saved()
        return {"spec": normal.write(self._loaded.spec), "model": stored, "backend": self._backend}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(Loaded.from_text(state["spec"]), None, state["backend"])  # type: ignore[misc]  # as it began
        self._stored = state["model"]

    def _saved(self) -> bytes:
        from seqspec.lowering.backend import without_tensorflow

        with tempfile.TemporaryDirectory(prefix="seqspec-") as folder, without_tensorflow():
            path = Path(folder) / "model.keras"
            self._model.save(path)
            return path.read_bytes()

    def _restored(self) -> Any:
        from seqspec.runs import weights

        with tempfile.TemporaryDirectory(prefix="seqspec-") as folder:
            path = Path(folder) / "model.keras"
            path.write_bytes(self._stored or b"")
            model = self._loaded.build(self._backend)
            weights.load(model, path)
            return model
