"""Names and arguments people bring along from Keras 2 and from other libraries, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqspec.language import problems

if TYPE_CHECKING:
    from pydantic import BaseModel

# kind of name -> what was written -> the way out
INTENDED_NAMES: dict[str, dict[str, str]] = {
    "loss": {
        "rmse": "write `mean_squared_error`; the root has the same minimum, and is a metric: `root_mean_squared_error`",
        "crossentropy": "write `binary_crossentropy`, `categorical_crossentropy` or `sparse_categorical_crossentropy`",
    },
    "metric": {"rmse": "write `root_mean_squared_error`", "f1": "write `f1_score`", "r2": "write `r2_score`"},
    "layer": {
        "CuDNNLSTM": "write `LSTM`: it takes the fast path by itself",
        "CuDNNGRU": "write `GRU`: it takes the fast path by itself",
        "Lambda": "a spec can't run code; write the function as layers that have names",
    },
}


def retired_argument(owner: type[BaseModel], key: str) -> problems.Problem | None:
    """SEQ009: the problem of an argument that Keras 3 no longer takes, or None where it is simply unknown."""
    return None
