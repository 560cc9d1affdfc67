"""
How the time of a training step grows with the window, the units, the batch and the layers, engine against engine.

    python -m tests.benchmarks.growth
    python -m tests.benchmarks.growth --axes units batch
    python -m tests.benchmarks.growth --cell GRU --out growth-of-gru

Writes `examples/growth.svg` and `examples/growth.json`, or what `--out` says; points and engines that are not measured
stay as the file has them. Every point is a model of its own, recurrent layers over made-up numbers; the engines train
it in turn, in processes of their own, and the median of the rounds counts. Where the fused engine takes more than 5 %
longer than stock Keras on JAX, that is printed at the end.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from seqspec.analysis.linter import check_text
from seqspec.timing.contenders import chosen
from seqspec.timing.machine import this_machine
from seqspec.timing.race import Timed, Trial, race
from seqspec.timing.spread import Spread
from seqspec.timing.work import operations

FUSED, STOCK, TENSORFLOW = "fused-jax", "keras-jax", "keras-tensorflow"
COLOURS = {FUSED: "#0b6e4f", STOCK: "#c8553d", TENSORFLOW: "#7a7a7a"}
MARKERS = {FUSED: "o", STOCK: "s", TENSORFLOW: "^"}
ALLOWED = 1.05
"""How much longer than stock Keras the fused engine may take."""
_RATE = 15e9
"""Operations a second that are reckoned with when steps are counted out for a round."""
_LOOP = 20e-6
"""Seconds that a step of a recurrent loop takes beside its operations, reckoned in the same way."""


@dataclass(frozen=True, slots=True)
class Model:
    """A stack of recurrent layers and what it is fed."""

    cell: str = "LSTM"
    window: int = 100
    units: int = 50
    batch: int = 32
    layers: int = 2

    @property
    def spec(self) -> str:
        """As a spec without data."""
        below = f"  - {self.cell}: {{units: {self.units}, return_sequences: true}}\n" * (self.layers - 1)
        return (
            f"seqspec: 1\nname: growth\nmodel:\n  - Input: [{self.window}, 1]\n{below}  - {self.cell}: {self.units}\n"
            f"  - Dense: 1\ncompile: {{optimizer: adam, loss: mean_squared_error}}\n"
            f"fit: {{batch_size: {self.batch}}}\nruntime: {{seed: 42}}\n"
        )


AXES: dict[str, tuple[int, ...]] = {
    "window": (25, 100, 400, 1600),
    "units": (16, 50, 128, 512),
    "batch": (8, 32, 256, 1024),
    "layers": (1, 2, 4, 8),
}
TITLES = {"window": "window length", "units": "units", "batch": "batch size", "layers": "layers"}


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What a step takes with one engine, in milliseconds.

    Args:
        passed: that pass.
        of_cores: those of all cores together, which other work on the machine changes less.
    """

    passed: Spread
    of_cores: Spread

    @classmethod
    def of(cls, timed: Timed, steps: int) -> Taken:
        """Of rounds of so many steps."""
        taken = (_in_milliseconds(rounds, steps) for rounds in (timed.seconds, timed.processor))
        return cls(*taken)

    @classmethod
    def read(cls, told: dict[str, dict[str, float]]) -> Taken:
        """As `growth.json` has it."""
        return cls(**{name: Spread(**spread) for name, spread in told.items()})


@dataclass
class Point:
    """One model, and what a step takes with each engine."""

    axis: str
    value: int
    timed: dict[str, Taken] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times the time of stock Keras on JAX the fused engine takes."""
        both = self.timed.get(FUSED), self.timed.get(STOCK)
        return both[0].passed.median / both[1].passed.median if both[0] and both[1] else None

    @classmethod
    def read(cls, told: dict[str, Any]) -> Point:
        """As `growth.json` has it."""
        timed = {name: Taken.read(each) for name, each in told["milliseconds"].items()}
        return cls(told["axis"], told["value"], timed)


def main() -> None:
    """Measure, write, draw, and say where the fused engine is slower than it may be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--axes", nargs="+", default=list(AXES), choices=AXES)
    parser.add_argument("--values", nargs="+", type=int, help="only these of each axis")
    parser.add_argument("--engines", nargs="+", default=list(COLOURS), choices=COLOURS)
    parser.add_argument("--cell", default="LSTM", choices=("SimpleRNN", "LSTM", "GRU"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="about how long a round is to take")
    parser.add_argument("--out", type=Path, default=Path("examples/growth"), help="the files, without their suffixes")
    options = parser.parse_args()
    machine, base = this_machine(), Model(options.cell)
    points, measured = _known(options.out, base), dict[Model, dict[str, Taken]]()
    for point, model in _points(options.axes, options.values, base):
        if model not in measured:
            measured[model] = _measure(model, options.runs, options.seconds, options.engines)
        point.timed = measured[model]
        said = ", ".join(f"{name} {_said(each)}" for name, each in point.timed.items())
        print(f"{TITLES[point.axis]} {point.value:,}, ms a step (of cores): {said}{_ratio(point)}", flush=True)
        points = _with(points, point)
        told = {"machine": machine.as_dict(), "model": asdict(base), "points": [_told(each) for each in points]}
        options.out.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    draw(points, base, f"{machine.processor}, {machine.cores} cores", options.out.with_suffix(".svg"))
    slower = [point for point in points if (point.ratio or 0) > ALLOWED]
    for point in slower:
        print(f"slower than stock Keras on JAX: {TITLES[point.axis]} {point.value:,}{_ratio(point)}")
    print(f"{len(points) - len(slower)} of {len(points)} points within {ALLOWED - 1:.0%}")


def _known(out: Path, base: Model) -> list[Point]:
    """What an earlier run left of the same model."""
    path = out.with_suffix(".json")
    told = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return [Point.read(each) for each in told["points"]] if told.get("model") == asdict(base) else []


def _with(points: Sequence[Point], new: Point) -> list[Point]:
    """The points with a new one in its place; engines that it lacks stay as they were."""
    others = []
    for point in points:
        if (point.axis, point.value) == (new.axis, new.value):
            new.timed = point.timed | new.timed
        else:
            others.append(point)
    return sorted([*others, new], key=lambda point: (list(AXES).index(point.axis), point.value))


def _points(axes: Sequence[str], values: Sequence[int] | None, base: Model) -> Iterator[tuple[Point, Model]]:
    for axis in axes:
        for value in AXES[axis]:
            if values is None or value in values:
                varied: dict[str, Any] = {axis: value}
                yield Point(axis, value), replace(base, **varied)


def _measure(model: Model, runs: int, seconds: float, engines: Sequence[str]) -> dict[str, Taken]:
    """What a step takes with each engine."""
    spec, trace = check_text(model.spec).require()
    work = operations(trace, model.batch) or 0
    steps = int(seconds / (work / _RATE + model.window * model.layers * _LOOP))
    trial = Trial(spec, Path(), None, True, False, model.batch, min(max(steps, 2), 300), runs)
    found = race(trial, chosen(engines), _silent)
    return {each.contender.name: Taken.of(each, trial.steps) for each in found if each.error is None}


def _silent(line: str) -> None:
    """A line for each point is enough."""


def _in_milliseconds(rounds: Sequence[float], steps: int) -> Spread:
    return Spread.of([round(1000 * seconds / steps, 3) for seconds in rounds])


def _said(taken: Taken) -> str:
    return f"{taken.passed.median:.1f} ({taken.of_cores.median:.1f})"


def _ratio(point: Point) -> str:
    return "" if point.ratio is None else f"; fused takes {point.ratio:.2f} times the time of stock Keras on JAX"


def _told(point: Point) -> dict[str, Any]:
    return {
        "axis": point.axis,
        "value": point.value,
        "milliseconds": {name: asdict(each) for name, each in point.timed.items()},
    }


def draw(points: Sequence[Point], base: Model, where: str, path: Path) -> None:
    """
    A panel for each axis, both scales logarithmic.

    Args:
        base: what is not varied.
        where: the machine, for the caption.
        path: of the SVG file.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "growth", "font.family": "sans-serif"})
    axes = list(dict.fromkeys(point.axis for point in points))
    figure = Figure(figsize=(2.9 * len(axes), 3.4), layout="constrained")
    panels = figure.subplots(1, len(axes), squeeze=False)[0]
    for axis, panel in zip(axes, panels, strict=True):
        _draw_axis(panel, axis, [point for point in points if point.axis == axis])
    panels[0].set_ylabel("milliseconds a step")
    names = {name: contender.title for name, contender in zip(COLOURS, chosen(COLOURS), strict=True)}
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, [names[label] for label in labels], loc="outside upper center", ncols=3, frameon=False)
    figure.supxlabel(
        f"what is not varied: {base.layers} {base.cell} layers of {base.units} units, window {base.window}, batch "
        f"{base.batch}; medians, bars from min to max; {where}",
        fontsize=8,
    )
    figure.savefig(path, metadata={"Date": None})


def _draw_axis(panel: Any, axis: str, points: Sequence[Point]) -> None:
    for name, colour in COLOURS.items():
        there = {point.value: point.timed[name].passed for point in points if name in point.timed}
        if not there:
            continue
        middle = [each.median for each in there.values()]
        below = [each.median - each.low for each in there.values()]
        above = [each.high - each.median for each in there.values()]
        values = list(there)
        panel.errorbar(
            values, middle, [below, above], label=name, color=colour, marker=MARKERS[name], markersize=4, lw=1.4
        )
    panel.set_xscale("log", base=2)
    panel.set_yscale("log")
    panel.set_xticks(AXES[axis], [f"{value:,}" for value in AXES[axis]], rotation=45)
    panel.set_title(TITLES[axis], fontsize=10)
    panel.grid(True, which="major", alpha=0.25)


if __name__ == "__main__":
    main()
