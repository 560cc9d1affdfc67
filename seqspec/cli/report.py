"""`seqspec report`: the page of a run, written again; and each of its plots by itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from seqspec.cli._options import add_runs
from seqspec.errors import UsageError

if TYPE_CHECKING:
    from seqspec.runs.report.drawing import Format
    from seqspec.runs.report.material import Material

HELP = "write the page of a run again, and each of its plots as a file where that is asked for"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The runs, and where their plots go."""
    add_runs(parser)
    parser.add_argument("--svg", metavar="FOLDER", type=Path, help="write each plot into this folder, as a drawing")
    parser.add_argument("--png", metavar="FOLDER", type=Path, help="the same, as pixels")
    parser.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        type=Path,
        help="write the page here instead; of several runs one that puts them side by side",
    )
    parser.add_argument("--force", action="store_true", help="replace FILE, and plots that are there already")


def run(options: argparse.Namespace) -> int:
    """Write the pages and the plots, and say where they are."""
    if options.out is not None and len(options.runs) > 1:
        return _compare(options)
    from seqspec.cli._writing import require_free, save, tell
    from seqspec.runs.folder import RunFolder
    from seqspec.runs.record import doubts
    from seqspec.runs.report import page
    from seqspec.runs.report.material import Material

    require_free(options.out, options.force)
    for path in options.runs:
        folder = RunFolder.open(path)
        material = Material.of(folder)
        tell(doubts(path))
        _save_plots(material, options.svg, "svg", options)
        _save_plots(material, options.png, "png", options)
        if options.out is None:
            print(f"report: {page.write(folder, material)}")
        else:
            save(options.out, page.page(material).encode())
            print(f"report: {options.out}")
    return 0


def _compare(options: argparse.Namespace) -> int:
    """One page for all of the runs."""
    from seqspec.cli._writing import require_free, save
    from seqspec.runs.comparison.comparison import compare_runs
    from seqspec.runs.report import comparing

    if options.svg or options.png:
        raise UsageError("plots are of single runs", help="leave --out out, or --svg and --png")
    require_free(options.out, options.force)
    save(options.out, comparing.page(compare_runs(options.runs)).encode())
    print(f"report: {options.out}")
    return 0


def _save_plots(material: Material, folder: Path | None, format: Format, options: argparse.Namespace) -> None:
    """Every plot under the name of its chart, behind that of the run where there are several."""
    if folder is None:
        return
    from seqspec.cli._writing import made_folder, require_free, save, tell
    from seqspec.runs.report.plotting import plot_files

    prefix = f"{material.name}-" if len(options.runs) > 1 else ""
    plots, left_out = plot_files(material, format)
    files = {folder / f"{prefix}{name}": content for name, content in plots.items()}
    for path in files:
        require_free(path, options.force)
    made_folder(folder)
    for path, content in files.items():
        save(path, content)
        print(f"plot: {path}", file=sys.stderr)
    tell(left_out)
