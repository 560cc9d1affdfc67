"""Arguments that several commands take."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seqspec.data.reading.store import Store

_RUN = "a folder that `seqspec fit` left behind"


def add_run(parser: argparse.ArgumentParser) -> None:
    """The folder of a run, as `options.run`."""
    parser.add_argument("run", metavar="RUN", type=Path, help=_RUN)


def add_runs(parser: argparse.ArgumentParser) -> None:
    """One or more folders of runs, as `options.runs`."""
    parser.add_argument("runs", metavar="RUN", nargs="+", type=Path, help=_RUN)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """`--set PATH=VALUE`, any number of times, as `options.settings`."""
    parser.add_argument(
        "--set",
        dest="settings",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help="change one value of the spec, such as fit.epochs=5 or 'model[0].LSTM.units=64'; may be repeated",
    )


def add_backend(parser: argparse.ArgumentParser) -> None:
    """`--backend B`, which wins over the spec, as `options.backend`."""
    parser.add_argument(
        "--backend", choices=("auto", "jax", "tensorflow", "torch"), help="what Keras runs on; wins over the spec"
    )


def add_cache(parser: argparse.ArgumentParser) -> None:
    """`--no-cache`, as what `store_of` looks at."""
    parser.add_argument(
        "--no-cache", action="store_true", help="read and compile anew, and keep nothing of it in the cache folder"
    )


def add_store(parser: argparse.ArgumentParser) -> None:
    """`--store DIR`, where trackers keep their copies, as `options.store`."""
    parser.add_argument(
        "--store", metavar="DIR", type=Path, default=Path("tracking"), help="where copies go; `tracking` by default"
    )


def store_of(options: argparse.Namespace) -> Store | None:
    """Where tables that were read are kept; None where nothing is to be."""
    if options.no_cache:
        return None
    from seqspec.data.reading.store import Store

    return Store()


def own_process(options: argparse.Namespace) -> AbstractContextManager[None]:
    """The process belongs to the command that runs inside; see `seqspec.lowering.startup`."""
    from seqspec.lowering import startup

    return startup.own_process(cached=not options.no_cache)
