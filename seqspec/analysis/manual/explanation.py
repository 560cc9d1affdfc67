"""What a rule, a layer or anything else that has a name says of itself, as plain text."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from seqspec.analysis.manual.catalogue import summary
from seqspec.analysis.manual.demonstration import LookAt
from seqspec.analysis.manual.instruction import manual
from seqspec.analysis.manual.lesson import lesson, mentions, numbers
from seqspec.analysis.manual.page import WIDTH, page, table
from seqspec.analysis.manual.retired import retired
from seqspec.analysis.manual.topics import Topic, topics
from seqspec.analysis.rules import REGISTRY, rule, rules
from seqspec.errors import UsageError
from seqspec.language.glossary import describe, example, keys, lead
from seqspec.language.keras2 import intended_name
from seqspec.language.layer import Layer
from seqspec.language.named import KINDS, Named
from seqspec.language.recipe.source import SOURCES, Source
from seqspec.language.section import Section


def explain(word: str, look_at: LookAt | None = None) -> str:
    """
    The documentation of a rule (`SEQ103`, `input-shape-on-inner-layer`), a name of the language (`LSTM`, `Adam`), a
    section or a key (`window`, `data.window.length`), or an argument (`units`); or why a spec can't use a name.

    Args:
        look_at: makes a look at the data of an example; without it, what a rule says of data is not shown.

    Raises:
        UsageError: nothing has this name; offers the nearest that does.
    """
    code = _codes().get(word.lower())
    if code is not None:
        known = rule(code)
        return page(f"{known.code} {known.name} ({known.severity})", manual(known, look_at))
    pages = [_named(kind, name) for kind in KINDS if (name := KINDS[kind].canonical(word)) is not None]
    taught = list(_of_argument(word)) if lesson(word) is not None else []  # what is taught comes before a key like it
    pages += [*taught, *(_topic(topic) for topic in sorted(topics(), key=Topic.depth) if topic.answers(word))]
    pages = pages or [*_retired(word), *_refusals(word), *_of_argument(word)]
    if not pages and (name := _in_other_letters(word)):
        return explain(name, look_at)
    if not pages:
        raise _unknown(word)
    return "\n".join(pages)


def _in_other_letters(word: str) -> str | None:
    """The one name that differs from a word in nothing but capital and small letters."""
    known = {name for kind in KINDS.values() for name in kind.known() if name.lower() == word.lower() and name != word}
    return known.pop() if len(known) == 1 else None


def listing() -> str:
    """What can be explained: every rule in one line, then the sections and keys, the layers, losses and so on."""
    lines = ["Rules", *_rules(), "", "Sections and keys of a spec", *_filled(_unique_keys())]
    for kind in KINDS.values():
        heading = f"{kind.noun[:1].upper()}{kind.noun[1:]}{'es' if kind.noun.endswith('s') else 's'}"
        lines += ["", heading, *_filled(kind.registry.names)]
    return "\n".join([*lines, "", "Arguments, such as `units`, are explained, too."]) + "\n"


def _filled(names: Iterable[str]) -> list[str]:
    return textwrap.wrap(", ".join(names), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _unique_keys() -> list[str]:
    return list(dict.fromkeys(topic.path.rpartition(".")[2] for topic in topics()))


def _rules() -> list[str]:
    found = [(each.code, each.severity, each.name, summary(each)) for each in rules()]
    widths = [max(map(len, column)) for column in zip(*found, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in found
    ]


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
    known += [name for kind in KINDS.values() for name in kind.known()]
    known += _unique_keys()
    known += [each for kind in KINDS.values() for name in kind.registry.names for each in _arguments(kind.load(name))]
    guess = nearest(word, known)
    meant = f"; did you mean `{guess}`?" if guess else ""
    return UsageError(
        f"nothing here is called `{word}`{meant}", help="`seqspec explain` alone lists all that can be asked for"
    )


def _first_sentence(documentation: str) -> str:
    return " ".join(documentation.strip().partition("\n\n")[0].split())


# ------------------------------------------------------------------------------------------------------------- pages


def _named(kind: str, name: str) -> str:
    cls = KINDS[kind].load(name)
    title = f"{name} ({KINDS[kind].noun}, {f'{KINDS[kind].keras}.{name}' if cls.of_keras else 'of seqspec'})"
    listed = f"\n## Arguments\n{_listed(cls)}\n" if _arguments(cls) else ""
    body = f"{inspect.cleandoc(cls.__doc__ or '')}\n{listed}{numbers(cls)}"
    return page(title, body + mentions(name))


def _topic(topic: Topic) -> str:
    """The page of a section, with a table of its keys; or of a key, with the example of its section."""
    section, key = topic.section, topic.key
    shown = f"## Example\n```\n{example(section, key)}\n```\n"
    if key is not None:
        given = _default(key, section)
        default = "It has to be given." if given == "required" else f"Default: {given}"
        return page(f"{topic.path} (key)", f"{keys(section)[key]}\n\n{default}\n\n{shown}")
    if section is Source:
        sources = [(name, _first_sentence(lead(SOURCES.load(name).Recipe))) for name in SOURCES.names]
        listed = f"## Sources\n{table(sources)}"
    else:
        rows = [(name, _default(name, section), text) for name, text in keys(section).items()]
        listed = f"## Keys\n{table(rows)}"
    return page(f"{topic.path} (section)", f"{lead(section)}\n\n{listed}\n\n{shown}")


def _refusals(word: str) -> Iterator[str]:
    """Why a spec can't use a name, in the words of lint."""
    for kind in KINDS.values():
        if reason := kind.refused.get(word):
            yield page(f"{word} (no {kind.noun} of a spec)", f"A spec can't name the {kind.noun} `{word}`: {reason}.")
        elif intended := intended_name(kind.noun, word, kind.known()):
            help = (intended.context or {}).get("help")
            said = intended.message() + (f": {help}" if help else "")
            yield page(f"{word} (no {kind.noun} of a spec)", f"{said[:1].upper()}{said[1:]}.")


def _of_argument(word: str) -> Iterator[str]:
    """What an argument means, with the names that take it; where people get it wrong, at length."""
    meanings: dict[str, list[str]] = {}
    text = lesson(word)
    for kind in KINDS.values():
        for name in kind.registry.names:
            cls = kind.load(name)
            if word in _arguments(cls):
                meaning = text if text and _is_usual(cls, word) else describe(cls, word) or ""
                meanings.setdefault(meaning, []).append(name)
    for meaning, names in meanings.items():
        listed = "\n".join(textwrap.wrap(", ".join(dict.fromkeys(names)), WIDTH - 2))
        rules = mentions(word) if meaning == text else ""
        yield page(f"{word} (argument)", f"{meaning.strip()}\n\n## Taken by\n{listed}\n{rules}")


def _is_usual(cls: type[Named], argument: str) -> bool:
    """Whether a layer says nothing of its own about an argument."""
    return issubclass(cls, Layer) and not (describe(cls, argument) or "").startswith(f"`{argument}`")


def _retired(word: str) -> Iterator[str]:
    """What became of a code that no rule has any more."""
    if gone := retired(word):
        code, each = gone
        reason = f"{each.reason[:1].upper()}{each.reason[1:]}."
        yield page(f"{code} {each.name} (retired)", f"{reason}\n\n## Instead\n{each.instead}.\n")


def _arguments(cls: type[Named]) -> tuple[str, ...]:
    own = cls.own_fields()
    return own + tuple(argument for argument in cls.arguments() if argument not in own)


def _listed(cls: type[Named]) -> str:
    """A table of the arguments: name, default, meaning."""
    return table([(name, _default(name, cls), describe(cls, name) or "") for name in _arguments(cls)])


def _default(name: str, cls: type[BaseModel]) -> str:
    field = cls.model_fields[name]
    return "required" if field.is_required() else _written(field.default)


def _written(value: Any) -> str:
    """A default as one would write it in a spec."""
    import json

    if isinstance(value, Section):  # a short form gives the first key
        return _written(getattr(value, next(iter(type(value).model_fields))))
    plain = value.written or value.type if isinstance(value, Named) else value
    return plain if isinstance(plain, str) else textwrap.shorten(json.dumps(plain, default=str), 60)
