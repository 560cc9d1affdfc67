"""`seqspec bench`: how fast each engine that is installed trains a spec on this machine."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.cli._options import add_cache, add_settings
from seqspec.cli._writing import require_free, save

if TYPE_CHECKING:
    from seqspec.analysis.inference import Trace
    from seqspec.language.spec import Spec
    from seqspec.timing.race import Trial

HELP = "time the engines that can train a spec on this machine, in turn"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, the engines, and how long."""
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for standard input")
    add_settings(parser)
    parser.add_argument("--data", metavar="PATH", type=Path, help="read this file instead of the spec's source")
    parser.add_argument(
        "--engines",
        metavar="NAMES",
        help="which ones, with commas: fused-jax, keras-jax, keras-tensorflow, keras-torch; all that are installed "
        "by default",
    )
    parser.add_argument("--steps", metavar="N", type=_count, default=100, help="steps in a round; 100 by default")
    parser.add_argument("--runs", metavar="N", type=_count, default=5, help="rounds that are timed; 5 by default")
    parser.add_argument("--format", choices=("text", "markdown"), default="text", help="`text` by default")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all numbers, with the machine described")
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    add_cache(parser)


def run(options: argparse.Namespace) -> int:
    """Time, print and write; 1 where an engine that was named, or all of them, could not be timed."""
    from seqspec.cli._reading import check

    spec, trace = check(options.spec, options.settings).require()
    require_free(options.json, options.force)
    from seqspec.timing import table
    from seqspec.timing.contenders import chosen
    from seqspec.timing.machine import this_machine
    from seqspec.timing.race import race
    from seqspec.timing.result import Result

    contenders = chosen(None if options.engines is None else options.engines.split(","))
    trial = _trial(options, spec, trace)
    machine = this_machine()
    timed = race(trial, contenders, _say)
    result = Result(spec.name or Path(options.spec).stem, _said(trial), machine, trial, trace, timed)
    sys.stdout.write(table.markdown(result) if options.format == "markdown" else table.text(result))
    if options.json is not None:
        save(options.json, (json.dumps(result.as_dict(), indent=2) + "\n").encode())
    return int(not result.figures or bool(options.engines and result.failures))


def _trial(options: argparse.Namespace, spec: Spec, trace: Trace) -> Trial:
    from seqspec.data.reading.files import require_file
    from seqspec.engines.course import batch_size
    from seqspec.lowering.memory import require_memory
    from seqspec.timing.generated import is_there, require_loss
    from seqspec.timing.race import Trial

    require_loss(spec)
    if options.data is not None:
        require_file(options.data)
    base = Path() if options.spec == "-" else Path(options.spec).parent
    generated = options.data is None and not is_there(spec, base)
    batch = batch_size(spec, trace)
    require_memory(trace, batch, training=True, help="make it or the batch smaller")
    keep = not options.no_cache
    return Trial(spec, base, options.data, generated, keep, batch, options.steps, options.runs)


def _said(trial: Trial) -> str:
    """What the model is fed."""
    if trial.generated:
        return "numbers made up in the right shape, as its data are not there"
    return "the data of the spec" if trial.data is None else f"the data in {trial.data.name}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is not a whole number of at least 1")
    return number
