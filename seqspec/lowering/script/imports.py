"""What a script imports: the libraries whose names it uses, and what Keras runs on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import MappingProxyType

from seqspec.language.spec import Spec
from seqspec.lowering.script.settled import Settled
from seqspec.lowering.script.writing import inline

_STANDARD = MappingProxyType({
    "fileinput": "import fileinput",
    "json": "import json",
    "os": "import os",
    "random": "import random",
    "re": "import re",
    "sys": "import sys",
    "unicodedata": "import unicodedata",
    "Counter": "from collections import Counter",
    "takewhile": "from itertools import takewhile",
    "Path": "from pathlib import Path",
})  # fmt: skip
_OTHERS = MappingProxyType({
    "jax": "import jax",
    "keras": "import keras",
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "tensorflow": "import tensorflow",
    "torch": "import torch",
    "datasets": "from sklearn import datasets",
})  # fmt: skip
"""By the name that they bring, in the order in which formatters have them."""


def imports(spec: Spec, settled: Settled, body: str) -> Iterator[str]:
    """
    The first lines of a script.

    Args:
        body: what follows them.
    """
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    yield from (line for name, line in _STANDARD.items() if name in used | {"os"})
    yield ""
    if settled.backend is not None:
        yield f'os.environ["KERAS_BACKEND"] = {inline(settled.backend)}  # before Keras is imported'
    else:
        yield 'os.environ.setdefault("KERAS_BACKEND", "jax")  # before Keras is imported'
    if spec.runtime.device == "cpu":
        yield 'os.environ["JAX_PLATFORMS"] = os.environ["KERAS_TORCH_DEVICE"] = "cpu"'
    yield ""
    yield from (line for name, line in _OTHERS.items() if name in used)
