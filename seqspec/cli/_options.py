"""Arguments that several commands take."""

from __future__ import annotations

import argparse


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
