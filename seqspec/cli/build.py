"""`seqspec build`: the Keras model of a spec, untrained, as a `.keras` file."""

from __future__ import annotations

import argparse
from pathlib import Path

from seqspec.cli._options import add_backend, add_cache, add_settings, own_process
from seqspec.cli._writing import beside, reported

HELP = "write the untrained Keras model of a spec as a .keras file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, the file, and where initial weights come from."""
    parser.add_argument("spec", metavar="SPEC", help="a spec, or `-` for standard input")
    add_settings(parser)
    parser.add_argument("-o", "--out", metavar="FILE", type=Path, help="the file; NAME.keras by default")
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    parser.add_argument(
        "--weights",
        choices=("seeded", "none"),
        default="seeded",
        help="`seeded` (default): initial weights drawn from runtime.seed, the same every time; `none`: only the "
        "architecture is meant; Keras loads no file without weights, so it holds fresh ones that promise nothing",
    )
    add_backend(parser)
    add_cache(parser)
    parser.add_argument("--ignore-memory", action="store_true", help="try even a model that will not fit into memory")


def run(options: argparse.Namespace) -> int:
    """Build and write."""
    from seqspec.cli._reading import check

    checked = check(options.spec, options.settings)
    spec, trace = checked.require()
    out = options.out or Path(f"{spec.name or Path(checked.source.name).stem}.keras")
    _require_writable(out, options.force)
    from seqspec.lowering import backend, build
    from seqspec.lowering.memory import require_memory

    if not options.ignore_memory:
        require_memory(trace, batch=1, training=False)
    with own_process(options):
        used = backend.use(spec.runtime, options.backend)
    model = build(spec, trace, (spec.runtime.seed or 0) if options.weights == "seeded" else None)
    with backend.without_tensorflow():
        _write(model, out)
    print(f"{out}: {len(trace.steps)} layers, {model.count_params():,} parameters, built on {used.name} {used.version}")
    return 0


def _require_writable(out: Path, force: bool) -> None:
    from seqspec.errors import RunError, UsageError

    if out.suffix != ".keras":
        raise UsageError(f"`{out}` does not end in .keras", help=f"write `-o {out.with_suffix('.keras')}`")
    if out.exists() and not (force and out.is_file()):
        raise RunError(f"`{out}` exists already", help="pass --force to replace it" if out.is_file() else "name a file")
    if not out.parent.is_dir():
        raise RunError(f"there is no folder `{out.parent}`", help="make it first")


def _write(model: object, out: Path) -> None:
    """Under its final name the file is always whole."""
    with beside(out) as temporary, reported(out):
        model.save(temporary)  # type: ignore[attr-defined]  # Keras has no types
