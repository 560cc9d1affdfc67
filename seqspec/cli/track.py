"""`seqspec track`: runs copied into a tracker, out of their folders alone."""

from __future__ import annotations

import argparse

from seqspec.cli._options import add_runs, add_store
from seqspec.registry import ModuleRegistry

HELP = "copy runs into the local files of TensorBoard or MLflow"

_TRACKERS = ModuleRegistry("seqspec.runs.tracking")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The runs, the tracker, and where its files are."""
    add_runs(parser)
    parser.add_argument("--to", choices=_TRACKERS.names, required=True, help="the tracker")
    add_store(parser)
    parser.epilog = _EPILOG


def run(options: argparse.Namespace) -> int:
    """Copy each, and say where the copy is."""
    from seqspec.runs.folder import RunFolder
    from seqspec.runs.tracking._copying import Copying, copy

    folders = [RunFolder.open(path) for path in options.runs]
    copying = Copying(options.to, options.store)
    for folder in folders:
        copy(folder, copying)
        print(f"{folder.path} is in {copying.where}")
    return 0


_EPILOG = """\
A copy holds what the spec says, the epochs, the scores, the verdict and, where the tracker keeps files, the page.
The run folder stays the truth: copying it again replaces the copy. Nothing goes over a network.
"""
