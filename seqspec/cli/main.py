"""
The entry point: finds the command, runs it, and turns what goes wrong into a message and an exit code.

The folder is the list of commands. Only the one that is asked for is imported.
"""

from __future__ import annotations

import argparse
import errno
import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import NoReturn, Protocol, cast

from seqspec.cli._terminal import prepare_streams, say, wants_colour
from seqspec.errors import FaultError, SeqspecError, SpecError, UsageError, debugging, naming_extras
from seqspec.registry import ModuleRegistry

_REGISTRY = ModuleRegistry("seqspec.cli")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_INTERRUPTED = 130  # what a shell reports for Ctrl-C

_DESCRIPTION = "Checks, builds, trains and judges Keras sequence models that are written as YAML."
_EPILOG = """\
exit codes:
  0    nothing was found, or all went well
  1    findings, data or a run that failed; of `diff`, and of `lint --diff`: there is a difference
  2    wrong usage
  3    a fault of seqspec itself
  130  interrupted
  143  ended by SIGTERM

`seqspec COMMAND --help` says more about a command, `seqspec explain CODE` about a finding.
"""


class Command(Protocol):
    """What a file of this folder has to offer."""

    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


def entry() -> NoReturn:
    """The command `seqspec`: a process of its own, that starts and ends as fast as it can."""
    gc.set_threshold(100_000, 50, 50)  # most runs end before a first collection would pay
    _leave_plugins_out()
    code = main()
    gc.freeze()  # nothing is left to collect at the end
    sys.exit(code)


def _leave_plugins_out() -> None:
    """
    Keep pydantic from looking for plugins, and from importing what it would look with: that costs more than a check.

    Whatever else is asked of the module that looks for them comes from the module itself.
    """
    if "PYDANTIC_DISABLE_PLUGINS" in os.environ:
        return
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    name = "pydantic.plugin._loader"
    stand_in = ModuleType(name)

    def find(attribute: str) -> object:
        if attribute.startswith("__"):  # Python itself asks whether this is a package, and that is no reason to import
            raise AttributeError(attribute)
        del sys.modules[name]
        return getattr(import_module(name), attribute)

    vars(stand_in).update(get_plugins=tuple, __getattr__=find)
    sys.modules[name] = stand_in


def main(argv: list[str] | None = None) -> int:
    """
    Run one command line.

    Args:
        argv: the arguments without the program's name; those of the process by default.

    Returns:
        the exit code.
    """
    prepare_streams()
    try:
        code = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone, as in `seqspec lint . | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:  # all others are explained where they happen; here only an output is left
        if debugging():
            raise
        return _lose_output(error)
    except KeyboardInterrupt:
        say("interrupted")
        return _INTERRUPTED
    return code


def _lose_output(error: OSError) -> int:
    """Say that the output can't be written, and keep the interpreter from trying once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with suppress(OSError):
        reason = (error.strerror or str(error)).lower()
        say(f"error: the standard output can't be written: {reason}", "write to another place")
    return 1


def _run(argv: list[str]) -> int:
    try:
        options = _parse(argv)
        _require_folder()
        with naming_extras("this command"):
            return cast(Command, options.command).run(options)
    except (BrokenPipeError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if debugging():
            raise
        if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
            raise  # not a file of ours, so an output
        return _explain(error)


def _require_folder() -> None:
    try:
        os.getcwd()
    except OSError:
        raise UsageError("the working folder is gone", help="change to another one") from None


def _explain(error: BaseException) -> int:
    """Say what went wrong, and return the exit code."""
    if isinstance(error, SpecError):
        from dataclasses import replace

        from seqspec.analysis.formats import full

        sys.stdout.flush()
        sys.stderr.write(full.render(replace(error.report, skipped=()), wants_colour(sys.stderr)) + "\n")
    if isinstance(error, SeqspecError):
        say(f"error: {error.message}", error.help)
        return error.exit_code
    say(f"error: {type(error).__name__}: {error}", _NEVER_YOURS)
    return FaultError.exit_code


_NEVER_YOURS = (
    "this is a fault of seqspec, whatever the input; "
    "run it again with SEQSPEC_DEBUG=1 in the environment to see the traceback, and report it"
)


# -------------------------------------------------------------------------------------------------------- arguments


class _Parser(argparse.ArgumentParser):
    """Says what is wrong as seqspec says everything else, instead of printing the usage and leaving."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].lower()}{message[1:]}", help=f"see `{self.prog} --help`")


class _Overview(argparse.RawDescriptionHelpFormatter):
    """Has room for the longest name: argparse forgets that commands are indented once more than options."""

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):
            longest = max(map(len, action.choices), default=0)
            self._action_max_length = max(self._action_max_length, longest + 2 * self._indent_increment)


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="seqspec",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=_Overview,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=_version())
    # With its name given, the parser need not make up a usage to take it from.
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=parser.prog)
    for name in _wanted(argv):
        _add(commands, name)
    options, unknown = parser.parse_known_args(argv)
    if unknown:
        _refuse(unknown[0], options)
    return options


def _add(commands: argparse._SubParsersAction[_Parser], name: str) -> None:
    command = cast(Command, _REGISTRY.load(name))
    parser = commands.add_parser(
        name,
        help=command.HELP,
        description=f"{command.HELP[:1].upper()}{command.HELP[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(parser)
    parser.set_defaults(command=command, parser=parser)


def _wanted(argv: list[str]) -> tuple[str, ...]:
    """The commands whose arguments this command line needs: the one it names, or all for the help."""
    names = tuple(name for name in _REGISTRY.names if name != "main")
    if not argv or argv[0].startswith("-"):
        return names
    if argv[0] not in names:
        _refuse_command(argv[0], names)
    return (argv[0],)


def _refuse_command(name: str, names: tuple[str, ...]) -> NoReturn:
    from seqspec.language.problems import nearest

    guess = nearest(name, names)
    meant = f"; did you mean `{guess}`?" if guess else ""
    raise UsageError(f"there is no command `{name}`{meant}", help=f"the commands are {', '.join(names)}")


def _refuse(unknown: str, options: argparse.Namespace) -> NoReturn:
    from seqspec.language.problems import nearest

    parser: argparse.ArgumentParser = options.parser
    if not unknown.startswith("-"):
        help = f"see `{parser.prog} --help`"
        if getattr(options, "data", False) is True:
            help = f"`--data` looks at the file of the spec; for another one add `--set data.source.csv={unknown}`"
        raise UsageError(f"`{unknown}` is one argument too many", help=help)
    guess = nearest(unknown.partition("=")[0], parser._option_string_actions)
    meant = f"; did you mean `{guess}`?" if guess else ""
    raise UsageError(f"there is no option `{unknown}`{meant}", help=f"see `{parser.prog} --help`")


def _version() -> str:
    from seqspec import __version__

    return f"seqspec {__version__}"
