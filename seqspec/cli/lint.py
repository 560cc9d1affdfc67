"""`seqspec lint`: check specs without running anything."""

from __future__ import annotations

import argparse

from seqspec.cli._options import add_settings
from seqspec.registry import ModuleRegistry

HELP = "check specs, without Keras and, unless asked, without data"

_FORMATS = ModuleRegistry("seqspec.analysis.formats")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The paths, how to print what is found, and what counts as a failure."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        help="a spec, `-` for standard input, or a folder: every *.yaml and *.yml below it with a key `seqspec:`",
    )
    parser.add_argument(
        "--data", action="store_true", help="look at the data file, too: once, a piece at a time; what it shows is kept"
    )
    _add_fixes(parser)
    _add_output(parser)
    _add_control(parser)
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Check every path and print one report; 1 where something fails, else 0."""
    from seqspec.cli._linting import report_on, request_of, verdicts

    if options.watch:
        from seqspec.cli._watching import watch

        return watch(options)
    request = request_of(options)
    if options.fix or options.unsafe_fixes or options.diff:
        from seqspec.cli._fixing import fix

        return fix(options, request)
    if options.add_ignore is not None:
        from seqspec.cli._adopting import add_suppressions

        add_suppressions(options, request)
    return report_on(verdicts(options, request), options, request)


def _add_fixes(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("fixes")
    group.add_argument(
        "--fix",
        action="store_true",
        help="write the safe fixes into the files, and report what remains; of `-` the fixed text is printed, and the "
        "report goes to standard error",
    )
    group.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff, also those that change what the spec means; alone, say which there are",
    )
    group.add_argument(
        "--diff",
        action="store_true",
        help="change nothing, and print what --fix would change, as a patch; the exit code is 1 where it would",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        choices=_FORMATS.names,
        help="how to print what is found; `full` by default, `github` by itself in GitHub Actions",
    )
    group.add_argument("--output-file", metavar="FILE", help="write the report to a file; nothing is printed then")
    group.add_argument("--statistics", action="store_true", help="count what each rule finds, instead of showing it")
    group.add_argument("--watch", action="store_true", help="check again whenever a file changes, until Ctrl-C")


def _add_control(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("rules")
    group.add_argument(
        "--select",
        metavar="RULES",
        action="append",
        help="check these rules only: codes, starts of codes or names, with commas; may be repeated",
    )
    group.add_argument("--ignore", metavar="RULES", action="append", help="don't check these rules, likewise")
    group.add_argument(
        "--fail-on",
        choices=("error", "warning", "info"),
        help="the least severity that makes the exit code 1; `error` by default",
    )
    group.add_argument(
        "--add-ignore",
        metavar="REASON",
        nargs="?",
        const="",
        help="silence what is found by comments in the files, to take up the checker in an old project",
    )
    source = group.add_mutually_exclusive_group()
    source.add_argument("--config", metavar="FILE", help="read the configuration from this file")
    source.add_argument("--isolated", action="store_true", help="read no configuration")
    group.add_argument("--no-cache", action="store_true", help="check everything anew, and keep nothing")
    group.add_argument("--stdin-filename", metavar="FILE", help="the file that standard input belongs to")
