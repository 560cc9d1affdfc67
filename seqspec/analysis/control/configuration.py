"""What a project asks of the checks: which rules, how grave a failure is, and where rules draw their lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from seqspec.errors import UsageError
from seqspec.registry import ModuleRegistry

if TYPE_CHECKING:
    from seqspec.analysis.rules import Rule
    from seqspec.diagnostics import Severity

_RULES = ModuleRegistry("seqspec.analysis.rules")


class _Named(Protocol):
    """What has a code and a name: a rule, or what it found."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Configuration:
    """
    The settings of one run, or of the project that a file lies in.

    Args:
        select: the rules that are checked, by code, name or the start of a code; empty for all that are on by default.
        ignore: the rules that are not checked; wins over `select`.
        fail_on: the least severity that fails a run.
        thresholds: by code, the lines that a rule draws, by the name of the argument of its check.
        format: how a report is printed where nobody asks for another format.
        per_path: rules that are not checked in files whose path from `folder` matches a pattern.
        folder: where the configuration is written.
        origin: the file in which it is written, as a message names it.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = "error"
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    format: str | None = None
    per_path: tuple[tuple[str, tuple[str, ...]], ...] = ()
    folder: str = ""
    origin: str = ""

    def wants(self, rule: Rule) -> bool:
        """Whether a rule is checked."""
        if any(means(word, rule) for word in self.ignore):
            return False
        return any(means(word, rule) for word in self.select) if self.select else rule.enabled

    def at(self, file: str | os.PathLike[str]) -> Configuration:
        """The configuration for one file, with what is ignored at its path."""
        if not self.per_path:
            return self
        parts = os.path.relpath(os.path.abspath(file), self.folder).split(os.sep)
        more = tuple(word for pattern, words in self.per_path if _matches(parts, pattern) for word in words)
        return replace(self, ignore=(*self.ignore, *more), per_path=())

    def require_thresholds(self) -> None:
        """
        Hold the thresholds against the rules that have them; this imports those rules.

        Raises:
            UsageError: a rule draws no line of that name.
        """
        from seqspec.analysis.rules import rule

        for code, lines in self.thresholds.items():
            known = rule(code).thresholds
            for name in lines:
                if name not in known:
                    where = f"{self.origin}: `thresholds`: " if self.origin else ""
                    drawn = ", ".join(f"`{each}`" for each in known)
                    raise UsageError(
                        f"{where}`{code}` has no threshold `{name}`{did_you_mean(name, known)}",
                        help=f"it has {drawn}" if known else f"`{code}` has none: leave it out",
                    )


def means(word: str, rule: _Named) -> bool:
    """Whether a word of `select` or `ignore` is about a rule: its code, the start of its code, or its name."""
    return rule.code.startswith(word) or rule.name == word


def rule_names() -> dict[str, str]:
    """The name of every rule by its code, from the names of their files: nothing is imported."""
    pairs = (module.partition("_") for module in _RULES.names)
    return {code.upper(): name.replace("_", "-") for code, _, name in pairs}


def selector(word: str, where: str, names: Mapping[str, str]) -> str:
    """
    A word of `select` or `ignore`, as it is compared.

    Args:
        where: what to say before the message: the file and the key, or the option.
        names: as `rule_names` gives them.

    Raises:
        UsageError: no rule is called that, or none any more.
    """
    from seqspec.analysis.manual.retired import retired

    text = word.strip()
    code = text.upper()
    if text.lower() in names.values():
        return text.lower()
    if code.startswith("SEQ") and any(each.startswith(code) for each in names):
        return code
    if gone := retired(text):
        raise UsageError(f"{where}: `{gone[0]}` is retired: {gone[1].reason}", help=gone[1].instead)
    guess = did_you_mean(text, [*names, *names.values()])
    raise UsageError(
        f"{where}: there is no rule `{text}`{guess}",
        help="name a rule by its code, the start of a code, or its name: `SEQ401`, `SEQ4`, `dropout-out-of-range`",
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message that names what was probably meant, or nothing."""
    from seqspec.language.problems import nearest

    guess = nearest(word, known)
    return f"; did you mean `{guess}`?" if guess else ""


def _matches(parts: list[str], pattern: str) -> bool:
    """Whether a path matches a pattern; one without a slash is about the file's name, or a folder's, anywhere."""
    wanted = [part for part in pattern.split("/") if part not in {"", "."}]
    if not wanted or parts[0] == os.pardir:
        return False
    if "/" not in pattern:
        wanted.insert(0, "**")
    return _match(parts, wanted) or _match(parts, [*wanted, "**"])


def _match(parts: list[str], pattern: list[str]) -> bool:
    from fnmatch import fnmatchcase

    reached = {0}  # how many parts the pattern may have taken so far
    for step in pattern:
        if step == "**":
            reached = set(range(min(reached, default=len(parts) + 1), len(parts) + 1))
        else:
            reached = {each + 1 for each in reached if each < len(parts) and fnmatchcase(parts[each], step)}
    return len(parts) in reached
