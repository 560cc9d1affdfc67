"""
The configuration of a project: `[tool.seqspec]` in pyproject.toml, or seqspec.toml with the same keys at its top or
below that header.

It is looked for in the folder of a spec and above, up to the root of the repository; the nearest one counts alone.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from seqspec.analysis.control.configuration import Configuration, did_you_mean, rule_names, selector
from seqspec.errors import UsageError
from seqspec.registry import ModuleRegistry

OWN = "seqspec.toml"
SHARED = "pyproject.toml"
SEVERITIES = ("error", "warning", "info")

_FORMATS = ModuleRegistry("seqspec.analysis.formats")
# The section by all the ways in which TOML may write it; a file without it is not even parsed.
_SECTION = re.compile(rb"""tool["']?\s*\.\s*["']?seqspec\b|^\s*\[?\s*["']?tool["']?\s*[\]=]""", re.MULTILINE)
_NO_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}
_KINDS = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}


class Projects:
    """The configurations of the files of one run; each folder is looked at once."""

    def __init__(self) -> None:
        self._folders: dict[str, Configuration] = {}

    def of(self, file: str | os.PathLike[str]) -> Configuration:
        """
        The configuration that holds for a file.

        Raises:
            UsageError: a configuration can't be read.
        """
        return self.above(file).at(file)

    def above(self, file: str | os.PathLike[str]) -> Configuration:
        """
        The configuration nearest to a file, before it is narrowed to the file's path.

        Raises:
            UsageError: as `of`.
        """
        passed: list[str] = []
        found = None
        for each in _upwards(os.path.dirname(os.path.abspath(file))):
            passed.append(each)
            found = self._folders.get(each) or _written_in(each)
            if found is not None:
                break
        configuration = found or Configuration()
        self._folders.update(dict.fromkeys(passed, configuration))
        return configuration


def files_of(folder: str) -> Iterator[str]:
    """Every file that could hold the configuration of the specs in a folder, whether it exists or not."""
    for each in _upwards(folder):
        yield from (os.path.join(each, name) for name in (OWN, SHARED))


def read_configuration(file: str | os.PathLike[str]) -> Configuration:
    """
    The configuration in one file, whatever it is called: one called pyproject.toml has it in `[tool.seqspec]`.

    Raises:
        UsageError: there is none, or it can't be read.
    """
    path = os.fspath(file)
    try:
        data = _bytes(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"can't read {path}: {reason}", help="check the path") from None
    shared = os.path.basename(path) == SHARED
    found = _parsed(data, path, shared)
    if found is None:
        raise UsageError(f"{path} has no section `[tool.seqspec]`", help="name a file that has it")
    return found


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the root of the repository."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = parent


def _written_in(folder: str) -> Configuration | None:
    """The configuration that a folder holds; seqspec.toml wins over pyproject.toml."""
    for name in (OWN, SHARED):
        path = os.path.join(folder, name)
        try:
            found = _parsed(_bytes(path), _shown(path), name == SHARED)
        except OSError as error:
            if error.errno in _NO_FILE:
                continue
            reason = (error.strerror or str(error)).lower()
            raise UsageError(f"can't read {_shown(path)}: {reason}", help="`--isolated` does without it") from None
        if found is not None:
            return found
    return None


def _bytes(path: str) -> bytes:
    if stat.S_ISFIFO(os.stat(path).st_mode):
        raise OSError("this is a pipe")
    with open(path, "rb") as file:
        return file.read()


def _shown(path: str) -> str:
    """The path as a person in the working folder would write it, where that is shorter."""
    try:
        return min(os.path.relpath(path), path, key=len)
    except ValueError:  # another drive
        return path


def _parsed(data: bytes, path: str, shared: bool) -> Configuration | None:
    if shared and not (b"seqspec" in data and _SECTION.search(data)):
        return None
    import tomllib

    try:
        content: Any = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, or a number of a thousand digits
        reason = f"{str(error)[:1].lower()}{str(error)[1:]}" or "nested too deep"
        raise UsageError(f"{path} is not TOML: {reason}", help="`--isolated` does without it") from None
    prefix = ""
    if shared or _has_header(content):
        tool = content.get("tool")
        if not isinstance(tool, dict) or "seqspec" not in tool:
            return None
        content, prefix = tool["seqspec"], "tool.seqspec."
    return _Reader(path, prefix).configuration(content)


def _has_header(content: dict[str, Any]) -> bool:
    """Whether all of a seqspec.toml stands below `[tool.seqspec]`, as it would in pyproject.toml: it means the same."""
    tool = content.get("tool")
    return list(content) == ["tool"] and isinstance(tool, dict) and list(tool) == ["seqspec"]


class _Reader:
    """Turns the tables of one file into a configuration, and says which key is wrong."""

    def __init__(self, path: str, prefix: str) -> None:
        self.path = path
        self.prefix = prefix
        self.names = rule_names()

    def configuration(self, content: Any) -> Configuration:
        table = self._table(content, self.prefix.removesuffix("."))
        known = {"select", "ignore", "fail-on", "format", "per-path-ignores", "thresholds"}
        for key in table:
            if key not in known:
                listed = ", ".join(f"`{each}`" for each in sorted(known))
                self._refuse(f"there is no key `{self.prefix}{key}`{did_you_mean(key, known)}", f"there are {listed}")
        return Configuration(
            select=self._rules(table.get("select", []), "select"),
            ignore=self._rules(table.get("ignore", []), "ignore"),
            fail_on=self._choice(table.get("fail-on", "error"), "fail-on", SEVERITIES),
            thresholds=self._thresholds(table.get("thresholds", {})),
            format=self._choice(table["format"], "format", _FORMATS.names) if "format" in table else None,
            per_path=self._per_path(table.get("per-path-ignores", {})),
            folder=os.path.dirname(os.path.abspath(self.path)),
            origin=self.path,
        )

    def _refuse(self, message: str, help: str | None = None) -> NoReturn:
        raise UsageError(f"{self.path}: {message}", help=help)

    def _wrong_kind(self, value: Any, key: str, wanted: str) -> NoReturn:
        kind = _KINDS.get(type(value), "a date or a time")
        self._refuse(f"`{self.prefix}{key}` has to be {wanted}, and this is {kind}")

    def _table(self, value: Any, key: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(f"`{key}` has to be a table, and this is {_KINDS.get(type(value), 'a date or a time')}")
        return value

    def _rules(self, value: Any, key: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self._wrong_kind(value, key, "a list of codes and names of rules")
        return tuple(selector(word, f"{self.path}: `{self.prefix}{key}`", self.names) for word in value)

    def _choice(self, value: Any, key: str, choices: tuple[str, ...]) -> Any:
        if not isinstance(value, str) or value not in choices:
            listed = ", ".join(f"`{choice}`" for choice in choices)
            guess = did_you_mean(value, choices) if isinstance(value, str) else ""
            self._refuse(f"`{self.prefix}{key}` can't be {value!r}{guess}", f"it is one of {listed}")
        return value

    def _per_path(self, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
        table = self._table(value, f"{self.prefix}per-path-ignores")
        return tuple((pattern, self._rules(words, f'per-path-ignores."{pattern}"')) for pattern, words in table.items())

    def _thresholds(self, value: Any) -> Mapping[str, Mapping[str, float]]:
        table = self._table(value, f"{self.prefix}thresholds")
        return {self._code(word): self._lines(lines, word) for word, lines in table.items()}

    def _code(self, word: str) -> str:
        """The one rule that a key of `thresholds` names."""
        found = selector(word, f"{self.path}: `{self.prefix}thresholds`", self.names)
        code = next((code for code, name in self.names.items() if found in (code, name)), None)
        if code is None:
            self._refuse(f"`{self.prefix}thresholds` takes one rule a line, and `{word}` is the start of several codes")
        return code

    def _lines(self, value: Any, word: str) -> dict[str, float]:
        lines = self._table(value, f"{self.prefix}thresholds.{word}")
        for name, line in lines.items():
            key = f"thresholds.{word}.{name}"
            if isinstance(line, bool) or not isinstance(line, int | float):
                self._wrong_kind(line, key, "a number")
            if not abs(line) < float("inf"):
                self._refuse(f"`{self.prefix}{key}` has to be a finite number, and this is {line}")
        return lines
