"""`seqspec data`: what a recipe delivers, as a table, as JSON or as a picture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from seqspec.cli._options import add_cache, add_settings, store_of
from seqspec.cli._writing import require_free, save

HELP = "show what a recipe delivers: its parts, statistics, arrays and first examples"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, the data, and how to show it."""
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for standard input")
    add_settings(parser)
    parser.add_argument("--data", metavar="PATH", type=Path, help="read this file instead of the spec's source")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it; `text` by default")
    picture = parser.add_mutually_exclusive_group()
    picture.add_argument("--svg", metavar="FILE", type=Path, help="draw it, too: the series, its parts and one window")
    picture.add_argument("--png", metavar="FILE", type=Path, help="the same, as pixels")
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    add_cache(parser)


def run(options: argparse.Namespace) -> int:
    """Run the recipe, print what it delivers, and draw it where that is asked for."""
    from seqspec.cli._reading import check

    checked = check(options.spec, options.settings)
    spec, trace = checked.require()  # a bad spec is refused before anything heavy is imported
    picture = options.svg or options.png
    require_free(picture, options.force)
    if picture is not None:
        from seqspec.data.views.picture import require_drawing

        require_drawing()
    from seqspec.cli import _describing
    from seqspec.data.dataset import load
    from seqspec.data.views.description import describe

    base = Path() if options.spec == "-" else Path(options.spec).parent
    dataset = load(spec, base, options.data, store=store_of(options))
    if picture is not None:
        from seqspec.data.views.picture import draw

        save(picture, draw(dataset, "svg" if options.svg else "png", spec.name or Path(options.spec).stem))
        print(f"picture: {picture}", file=sys.stderr)
    found = describe(dataset, len(trace.output.shape or ()) or 2)
    sys.stdout.write(_describing.as_json(found) if options.format == "json" else _describing.as_text(found))
    return 0
