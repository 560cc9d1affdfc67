"""Texts in files and the data sets made of them, for tests."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seqspec.data.dataset import Dataset, for_prediction, load
from tests.data.builders import spec_of

WORDS = {"by": "word", "max_length": 4}
HALVES = {"validation": 0, "test": 0.5, "by": "time"}
"""The first half of the rows to train on, and the second one to test on."""


def of_pairs(pairs: Sequence[tuple[str, str]], seed: int = 0, **data: Any) -> Dataset:
    """Pairs of texts written to a file and loaded."""
    recipe = {"source": {"pairs": "pairs.tsv"}, "target": None, "tokens": WORDS, "split": HALVES, **data}
    with tempfile.TemporaryDirectory() as folder:
        lines = "".join(f"{one}\t{other}\n" for one, other in pairs)
        (Path(folder) / "pairs.tsv").write_text(lines, "utf-8")
        return load(spec_of(seed, **recipe), Path(folder))


def of_rows(rows: Sequence[tuple[str, Any]], seed: int = 0, **data: Any) -> Dataset:
    """Texts with labels written to a file and loaded."""
    recipe = {
        "source": {"csv": {"path": "rows.txt", "separator": "\t", "columns": ["text", "label"], "quoting": False}},
        "target": {"column": "label", "kind": "binary"}, "features": ["text"], "tokens": WORDS, "split": HALVES, **data,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        lines = "".join(f"{text}\t{label}\n" for text, label in rows)
        (Path(folder) / "rows.txt").write_text(lines, "utf-8")
        return load(spec_of(seed, **recipe), Path(folder))


def of_text(*texts: str, **data: Any) -> Dataset:
    """Running texts written to files and loaded."""
    recipe = {"source": {"text_file": "*.txt"}, "target": None, "tokens": {}, "window": {"length": 3},
              "split": {"validation": 0, "test": 0}, **data}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            (Path(folder) / f"{number}.txt").write_text(text, "utf-8")
        return load(spec_of(**recipe), Path(folder))


def again(dataset: Dataset, name: str, text: str, **data: Any) -> Dataset:
    """The texts of a file read with what another data set learned."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, "utf-8")
        return for_prediction(spec_of(**data), dataset.state, path)
