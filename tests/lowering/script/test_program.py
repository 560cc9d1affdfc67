"""Scripts against the recipe that they were written from: the same examples, to the last bit, in the same order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from seqspec.data import dataset
from seqspec.errors import ExportError
from tests.lowering.script.scripts import defined, spec_of, text_of, write_table

pytestmark = pytest.mark.keras

WINDOW = {"window": {"length": 6}}
SPLIT = {"split": {"validation": 0.1, "test": 0.3}}
MANY: dict[str, Any] = {"target": ["z", "y"], "features": ["y", "w", "z"], **SPLIT}
CHANCES = {
    "model": ["Flatten", {"Dense": {"units": 1, "activation": "sigmoid"}}],
    "compile": {"optimizer": "adam", "loss": "binary_crossentropy"},
}
TWO = {"model": ["Flatten", {"Dense": 2}]}
WHOLE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "one column": ({"target": "y", **WINDOW}, {}),
    "min-max": ({"target": "y", "scale": "minmax", **SPLIT, **WINDOW}, {}),
    "a range": ({"target": "y", "scale": {"minmax": [-1, 1]}, **SPLIT, **WINDOW}, {}),
    "robust": ({"target": "y", "scale": "robust", **SPLIT, **WINDOW}, {}),
    "mixed": ({**MANY, "scale": {"y": "standard", "w": {"minmax": [-1, 1]}, "z": "robust"}, **WINDOW}, TWO),
    "alike": ({**MANY, "scale": "standard", **WINDOW}, TWO),
    "steps": (
        {**MANY, "clip": {"y": [5, None]}, "log1p": ["y", "w"], "difference": "z", "scale": "standard", **WINDOW},
        TWO,
    ),
    "horizon": (
        {"target": "y", "scale": "minmax", "window": {"length": 5, "horizon": 3, "offset": 2, "stride": 4}},
        {"model": ["Flatten", {"Dense": 3}]},
    ),
    "each step": (
        {"target": "y", "features": ["z", "w"], "window": {"length": 5, "targets": "each_step"}},
        {"model": [{"GRU": {"units": 2, "return_sequences": True}}, {"Dense": 1}]},
    ),
    "own context": ({"target": "y", "window": {"length": 5, "context": "own"}, **SPLIT}, {}),
    "rows and a gap": ({"target": "y", "split": {"validation": 30, "test": 40, "gap": 3}, **WINDOW}, {}),
    "a given training part": ({"target": "y", "split": {"train": 80, "validation": 30, "test": 40}, **WINDOW}, {}),
    "no validation": ({"target": "y", "split": {"validation": 0, "test": 0.2}, **WINDOW}, {}),
    "relative to the last": ({**MANY, "window": {"length": 6, "normalize": "last"}, "scale": "minmax"}, TWO),
    "relative to its own": ({**MANY, "window": {"length": 6, "normalize": "standard"}, "scale": "standard"}, TWO),
    "rows drawn": ({"target": "y", "features": ["z", "w"], "scale": "standard", **SPLIT}, {}),
    "rows in order": ({"target": "y", "features": ["z"], "time": "day", "scale": "minmax"}, {}),
    "bundled": ({"source": {"sklearn": "diabetes"}, "target": "target", "features": ["bmi", "s5"], **SPLIT}, {}),
    "bundled, several": (
        {"source": {"sklearn": "linnerud"}, "target": ["Waist", "Pulse"], "features": ["Chins"], "scale": "minmax"},
        TWO,
    ),
    "bundled labels": (
        {
            "source": {"sklearn": "breast_cancer"},
            "target": {"column": "target", "kind": "binary"},
            "features": ["mean radius", "worst area"],
            "scale": "standard",
        },
        CHANCES,
    ),
    "labels": (
        {"target": {"column": "rises", "kind": "binary"}, "features": ["y"], "scale": "minmax", **WINDOW},
        CHANCES,
    ),
}
GAPS: dict[str, Any] = {
    policy if isinstance(policy, str) else "fill": (
        {"target": ["y", "z"], "features": ["y", "z", "w"], "missing": policy, "scale": "standard", **WINDOW},
        TWO,
    )
    for policy in ("drop", "ffill", "interpolate", {"fill": 7.5})
}
LABELS = {
    f"labels, {name}": (
        {"target": {"column": "rises", "kind": "binary"}, "features": ["y", "rises"], **WINDOW, "missing": policy},
        CHANCES,
    )
    for name, policy in {"drop": "drop", "ffill": "ffill", "interpolate": "interpolate"}.items()
}


def softmax(units: int, *before: Any) -> dict[str, Any]:
    """A model of so many classes, by their numbers."""
    last = {"Dense": {"units": units, "activation": "softmax"}}
    return {"model": [*before, last], "compile": {"loss": "sparse_categorical_crossentropy"}}


SERIES: dict[str, Any] = {"group": "town", "target": "y", **SPLIT, **WINDOW}
KIND = {"column": "kind", "kind": "classes", "classes": 5}
MORE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "json lines": ({"source": {"jsonl": "table.jsonl"}, "target": "y", "features": ["y", "w"], **WINDOW}, {}),
    "categories": (
        {"target": "y", "features": ["kind", "w"], "encode": {"kind": {"one_hot": 4}}, "scale": "standard", **SPLIT},
        {},
    ),
    "categories in windows": (
        {
            "target": "y",
            "features": ["y", "kind", "grade"],
            "encode": {"kind": {"one_hot": 4}, "grade": {"ids": 4}},
            "window": {"length": 6, "normalize": "last"},
        },
        {},
    ),
    "numbers of categories": (
        {"target": "y", "features": ["kind"], "encode": {"kind": {"ids": 5}}, **WINDOW},
        {"model": [{"Embedding": {"input_dim": 5, "output_dim": 2}}, "Flatten", {"Dense": 1}]},
    ),
    "classes": ({"target": KIND, "features": ["y"], **WINDOW}, softmax(5, "Flatten")),
    "classes in equal shares": (
        {
            "target": {"column": "kind", "kind": "classes"},
            "features": ["y", "w"],
            "split": {"validation": 0.15, "test": 0.2, "by": "random", "stratify": True},
        },
        softmax(4),
    ),
    "some in equal shares": (
        {
            "target": {"column": "rises", "kind": "binary"},
            "features": ["y"],
            "split": {"train": 90, "validation": 30, "test": 41, "by": "random", "stratify": True},
        },
        {"model": [{"Dense": {"units": 1, "activation": "sigmoid"}}], "compile": {"loss": "binary_crossentropy"}},
    ),
    "classes that are numbers": (
        {"target": {"column": "grade", "kind": "one_hot"}, "features": ["w"], **SPLIT},
        {**softmax(3), "compile": {"loss": "categorical_crossentropy"}},
    ),
    "dates": (
        {
            "target": "y",
            "time": "day",
            "encode": {"day": {"calendar": ["month", "week"], "cyclic": ["weekday", "day", "day_of_year", "week"]}},
            "known_future": ["day", "sale"],
            "features": ["y", "sale"],
            "scale": "minmax",
            "window": {"length": 5, "horizon": 3},
        },
        {"model": ["Flatten", {"Dense": 3}]},
    ),
    "series": (
        {
            **SERIES,
            "time": "day",
            "features": ["y", "sale", "size"],
            "known_future": "sale",
            "static": "size",
            "scale": "minmax",
        },
        {},
    ),
    "series by themselves": ({**SERIES, "difference": "y", "window": {"length": 4, "stride": 3}}, {}),
    "series with gaps": ({**SERIES, "missing": "ffill", "scale": "minmax"}, {}),
    "whole series": ({**SERIES, "split": {"test": 1, "by": "group"}}, {}),
    "series, row by row": ({**SERIES, "features": ["w"], "window": None, "split": {"by": "random"}}, {}),
    "series, row by row, with gaps": (
        {**SERIES, "features": ["w"], "window": None, "split": {"by": "random"}, "missing": {"fill": 3.5}},
        {},
    ),
    "a date known in the last row": (
        {
            "target": "z",
            "features": ["y"],
            "time": "day",
            "encode": {"day": {"calendar": ["weekday"]}},
            "known_future": "day",
            "window": {"length": 4, "offset": 0},
        },
        {},
    ),
    "folds": ({"target": "y", "split": {"validation": 0.1, "backtest": {"windows": 3, "step": 15}}, **WINDOW}, {}),
    "the last fold": (
        {"target": "y", "split": {"validation": 20, "backtest": {"windows": 3, "step": 15, "refit": True}}, **WINDOW},
        {},
    ),
    "fed back": (
        {
            "target": "y",
            "window": {"length": 6, "recursive": 4},
            "time": "day",
            "encode": {"day": {"cyclic": ["month"]}},
        },
        {},
    ),
}
SERIES_GAPS = {"series with gaps", "series, row by row, with gaps"}


def require_same(names: dict[str, Any], data: Any, stride: int = 1, reach: int = 1) -> None:
    """The examples of all three parts."""
    for part in ("train", "validation", "test"):
        examples, at = getattr(data, part), names[part]
        if "origins" in names and len(at):
            given = {"stride": stride} if part == "train" else {"last": reach}
            at = names["origins"](at, **{key: each for key, each in given.items() if each != 1})
        assert len(examples) == len(at), part
        if len(examples):
            inputs, targets, *weights = names["examples"](at)
            rank = 3 if targets.ndim == 3 else 2
            np.testing.assert_array_equal(examples.inputs(), inputs, strict=True)
            np.testing.assert_array_equal(examples.targets(None, rank), targets, strict=True)
            assert bool(weights) == (examples.weights() is not None)
            if weights:
                np.testing.assert_array_equal(examples.weights(), weights[0], strict=True)


@pytest.mark.parametrize("name", MORE)
def test_what_else_a_recipe_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Classes, categories, dates, series, equal shares, folds and recursion: the script makes the same arrays."""
    data, sections = MORE[name]
    data = {key: each for key, each in data.items() if each is not None}
    write_table(tmp_path, gaps=name in SERIES_GAPS)
    text, loaded = text_of(tmp_path, data, run=True, **sections)
    window = data.get("window", {})
    last_fold = loaded if "last fold" not in name else dataset.load(spec_of(data, sections), tmp_path, fold=2)

    require_same(defined(text, monkeypatch), last_fold, window.get("stride", 1), window.get("recursive", 1))


@pytest.mark.parametrize("run", [False, True], ids=["spec", "run"])
@pytest.mark.parametrize("name", [*WHOLE, *GAPS, *LABELS])
def test_examples_are_those_of_the_recipe(
    name: str, run: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the recipe says of rows, scales, gaps and windows, the script makes the same arrays of it."""
    data, sections = {**WHOLE, **GAPS, **LABELS}[name]
    write_table(tmp_path, gaps=name in {**GAPS, **LABELS})
    drawn = "window" not in data and "time" not in data
    text, loaded = text_of(tmp_path, data, run=run and not drawn, **sections)

    require_same(defined(text, monkeypatch), loaded, data.get("window", {}).get("stride", 1))


def test_dates_are_the_rows_that_the_run_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A split by date needs a run, whose borders the script takes over."""
    write_table(tmp_path)
    data = {"target": "y", "time": "day", "split": {"validation": "2024-04-01", "test": "2024-05-01"}, **WINDOW}

    text, loaded = text_of(tmp_path, data, run=True)

    require_same(defined(text, monkeypatch), loaded)
    with pytest.raises(ExportError, match="known once there is a run of it"):
        text_of(tmp_path, data)


def test_series_are_parted_at_numbers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A time may be a number: then nothing of it is read as a date."""
    write_table(tmp_path)
    table = pd.read_csv(tmp_path / "table.csv")
    table.assign(row=np.arange(len(table)) * 2.5).to_csv(tmp_path / "table.csv", index=False)
    text, loaded = text_of(tmp_path, {**SERIES, "time": "row"}, run=True, counted=True)

    require_same(defined(text, monkeypatch), loaded)


@pytest.mark.parametrize("steps", [None, 3])
@pytest.mark.parametrize("first", [0, 2])
def test_batches_come_in_the_order_of_the_run(
    steps: int | None, first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pass has the order that the run draws for it, wherever an epoch is cut."""
    from seqspec.data.batches import WindowBatches

    write_table(tmp_path)
    fit = {"epochs": 5, "batch_size": 16, "initial_epoch": first, **({"steps_per_epoch": steps} if steps else {})}
    text, loaded = text_of(tmp_path, {"target": "y", **WINDOW}, fit=fit)
    names = defined(text, monkeypatch)
    ours = names["Batches"](names["origins"](names["train"]), 16, True, *([steps] if steps else []))
    theirs = WindowBatches(loaded.train, 16, shuffle=True, seed=3, steps=steps)
    theirs.epoch = first

    for _ in range(4):
        assert len(theirs) == len(ours)
        for batch in range(len(theirs)):
            for one, other in zip(theirs[batch], ours[batch], strict=True):
                np.testing.assert_array_equal(one, other)
        ours.on_epoch_end()
        theirs.on_epoch_end()


def test_scripts_are_formatted_and_short(tmp_path: Path) -> None:
    """A formatter changes nothing in them, a linter finds nothing unused, and they have less than 120 lines."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    write_table(tmp_path)
    for number, (data, sections) in enumerate([*WHOLE.values(), *GAPS.values(), *MORE.values()]):
        data = {key: each for key, each in data.items() if each is not None}
        text, _ = text_of(tmp_path, data, run=number >= len(WHOLE) + len(GAPS), **sections)
        assert len(text.splitlines()) < 120
        (scripts / f"script_{number}.py").write_text(text, "utf-8")

    for command in (["format", "--check"], ["check", "--select", "E,F,B,I", "--ignore", "E402"]):
        ruff = [
            sys.executable,
            "-m",
            "ruff",
            *command,
            "--isolated",
            "--no-cache",
            "--line-length",
            "120",
            str(scripts),
        ]
        outcome = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert 0 == outcome.returncode, outcome.stdout


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"source": {"generate": {"series": "sine", "rows": 200}}, "target": "value", **WINDOW}, "source: generate"),
        ({"target": {"column": "kind", "kind": "classes"}, "features": ["y"], **WINDOW}, "kind: classes"),
        ({**SERIES, "split": {"validation": 0.1, "test": 0.1, "gap": 2}}, "split.gap"),
        ({**SERIES, "split": {"backtest": {"windows": 2, "step": 10}}}, "split.backtest"),
        ({**SERIES, "missing": "interpolate"}, "missing: interpolate"),
        ({**SERIES, "scale": {"kind": "standard", "per_group": True}}, "scale.per_group"),
        (
            {"target": "y", "features": ["y", "sale"], "known_future": "sale", "missing": "interpolate", **WINDOW},
            "known_future",
        ),
        (
            {
                "target": "y",
                "features": ["y", "kind"],
                "encode": {"kind": {"one_hot": 4}},
                "missing": "interpolate",
                **WINDOW,
            },
            "encode",
        ),
        (
            {
                "target": "y",
                "features": ["y", "kind"],
                "encode": {"kind": {"one_hot": 4}},
                "window": {"length": 6, "normalize": "standard"},
            },
            "window.normalize",
        ),
        (
            {
                "target": "y",
                "features": ["y", "sale"],
                "known_future": "sale",
                "missing": "drop",
                "window": {"length": 6, "recursive": 3},
            },
            "window.recursive",
        ),
    ],
)
def test_what_a_script_cannot_hold_is_refused_by_name(data: dict[str, Any], named: str, tmp_path: Path) -> None:
    """Nothing is left out silently."""
    write_table(tmp_path)

    with pytest.raises(ExportError, match=f"a script can't hold `{named}`"):
        text_of(tmp_path, data)


def test_what_a_user_wrote_is_never_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of columns and files go in through `repr`: quotes, backslashes and lines in them end nothing."""
    hostile = '"]; raise SystemExit("x") # \'\'\' """ \\'
    pd.DataFrame({hostile: np.arange(100.0), "a\nb": np.arange(100.0) ** 2}).to_csv(tmp_path / "table.csv", index=False)
    text, loaded = text_of(tmp_path, {"target": hostile, "features": [hostile, "a\nb"], **WINDOW})

    require_same(defined(text, monkeypatch), loaded)
