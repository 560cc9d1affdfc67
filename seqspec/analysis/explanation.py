"""What a rule, a layer or anything else that has a name says of itself, as plain text."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from seqspec.analysis.rules import REGISTRY, rule, rules
from seqspec.errors import UsageError
from seqspec.language.glossary import describe
from seqspec.language.named import KINDS, Named

_FENCE = re.compile(r"^```.*$")
_HEADING = re.compile(r"^#+ +(.*)$")


def explain(word: str) -> str:
    """
    The documentation of a rule (`SEQ103`, `input-shape-on-inner-layer`) or of a name of the language (`LSTM`, `Adam`).

    Raises:
        UsageError: nothing has this name; offers the nearest that does.
    """
    code = _codes().get(word.lower())
    if code is not None:
        known = rule(code)
        return _page(f"{known.code} {known.name} ({known.severity})", known.documentation)
    pages = [_named(kind, name) for kind in KINDS if (name := KINDS[kind].canonical(word)) is not None]
    if not pages:
        raise _unknown(word)
    return "\n".join(pages)


def listing() -> str:
    """Every rule in one line each: code, severity, name and first sentence."""
    found = [(each.code, each.severity, each.name, _first_sentence(each.documentation)) for each in rules()]
    widths = [max(map(len, column)) for column in zip(*found, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in found]
    return "\n".join(lines) + "\n"


def _codes() -> dict[str, str]:
    """Code and name of every rule in lower case, with the code. Imports no rule."""
    codes: dict[str, str] = {}
    for module in REGISTRY.names:
        code, _, name = module.partition("_")
        codes |= {code: code.upper(), name.replace("_", "-"): code.upper()}
    return codes


def _unknown(word: str) -> UsageError:
    from seqspec.language.problems import nearest

    known = [*(code.upper() if code.startswith("seq") else code for code in _codes())]
    known += [name for kind in KINDS.values() for name in kind.registry.names]
    guess = nearest(word, known)
    meant = f"; did you mean `{guess}`?" if guess else ""
    return UsageError(f"nothing here is called `{word}`{meant}", help="`seqspec explain` alone lists all rules")


def _first_sentence(documentation: str) -> str:
    return " ".join(documentation.strip().partition("\n\n")[0].split())


# ------------------------------------------------------------------------------------------------------------- pages


def _page(title: str, documentation: str) -> str:
    lead, *body = _plain(inspect.cleandoc(documentation))
    return "\n".join([title, "", lead, *body]) + "\n"


def _plain(markdown: str) -> Iterator[str]:
    """The lines of a text without markup: headings stand alone, what they head is indented, code a bit more."""
    indent, fenced = "", False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (heading := _HEADING.match(line)):
            indent = "  "
            yield heading[1]
        else:
            yield f"{indent}{'  ' * fenced}{line}".rstrip()


def _named(kind: str, name: str) -> str:
    cls = KINDS[kind].load(name)
    title = f"{name} ({KINDS[kind].noun}, {KINDS[kind].keras}.{name})"
    listed = f"\n## Arguments\n{_listed(cls)}\n" if _arguments(cls) else ""
    return _page(title, f"{inspect.cleandoc(cls.__doc__ or '')}\n{listed}")


def _arguments(cls: type[Named]) -> tuple[str, ...]:
    own = cls.own_fields()
    return own + tuple(argument for argument in cls.arguments() if argument not in own)


def _listed(cls: type[Named]) -> str:
    """A table of the arguments: name, default, meaning."""
    rows = [(name, _default(name, cls), describe(cls, name) or "") for name in _arguments(cls)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}".rstrip() for row in rows)


def _default(name: str, cls: type[Named]) -> str:
    field = cls.model_fields[name]
    return "required" if field.is_required() else _written(field.default)


def _written(value: Any) -> str:
    """A default as one would write it in a spec."""
    import json

    plain = value.written or value.type if isinstance(value, Named) else value
    return plain if isinstance(plain, str) else textwrap.shorten(json.dumps(plain, default=str), 60)
