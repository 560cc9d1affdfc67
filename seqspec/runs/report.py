"""The report page of one run: one file, nothing loaded from anywhere, nothing executed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from seqspec.runs import table
from seqspec.runs.backtest import Backtest
from seqspec.runs.judgement import Judgement

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; margin: 1rem 0; }}
th, td {{ padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #8884; }}
th:first-child, td:first-child {{ text-align: left; }}
.verdict {{ font-size: 1.3rem; font-weight: 600; }}
pre {{ overflow-x: auto; background: #8881; padding: 1rem; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def page(
    title: str,
    judgement: Judgement | None,
    history: Sequence[Mapping[str, Any]],
    notes: Iterable[str],
    facts: Mapping[str, Any],
    spec: str,
    settings: Sequence[str] = (),
    targets: Sequence[str] = (),
    backtest: Backtest | None = None,
) -> str:
    """
    The whole page, the verdict first.

    Args:
        title: the run's name.
        judgement: None where nothing was judged.
        history: one record an epoch.
        notes: what was assumed, dropped and filled.
        facts: backend, seed, seconds and the like.
        spec: the spec as it was run.
        settings: the `--set` changes that are in it.
        targets: the names of what is predicted.
        backtest: the folds, where there are any.
    """
    sections = [
        *_verdict(judgement, targets),
        *_folds(backtest),
        _section("Notes", _list(notes)),
        _section("Epochs", _table(_epochs(history))),
        _section("Run", _table([("", ""), *((name, str(value)) for name, value in facts.items())])),
        _section("Spec, as it was run", f"{_settings(settings)}<pre>{escape(spec)}</pre>"),
    ]
    return _PAGE.format(title=escape(title), body="\n".join(sections))


def _verdict(judgement: Judgement | None, targets: Sequence[str]) -> list[str]:
    if judgement is None:
        return ['<p class="verdict">Nothing was judged: there is no test part.</p>']
    first, *more = table.sentences(judgement)
    said = [f'<p class="verdict">{escape(first[:1].upper() + first[1:])}</p>']
    said += [f"<p>{escape(sentence)}</p>" for sentence in more]
    by_target = table.target_rows(judgement)
    head = table.heading(judgement, targets)
    return [
        *said,
        _section(head[:1].upper() + head[1:], _table(table.rows(judgement))),
        *([_section("By target, each in its own units", _table(by_target))] if by_target else []),
        *([_section("By series", _table(table.group_rows(judgement)))] if judgement.by_group else []),
        *([_section("Texts", _table(table.sample_rows(judgement)))] if judgement.samples else []),
        *([_section("Who was taken for whom", _table(table.confusion_rows(judgement)))] if judgement.confusion else []),
    ]


def _folds(backtest: Backtest | None) -> list[str]:
    if backtest is None:
        return []
    said = "a model was trained anew before each" if backtest.refit else "one model was judged on all of them"
    return [_section(f"Folds: {said}", f"{_table(table.fold_rows(backtest))}\n<p>{escape(backtest.sentence)}</p>")]


def _section(heading: str, body: str) -> str:
    return f"<h2>{escape(heading)}</h2>\n{body}" if body else ""


def _list(items: Iterable[str]) -> str:
    points = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{points}</ul>" if points else ""


def _settings(settings: Sequence[str]) -> str:
    given = ", ".join(f"<code>{escape(setting)}</code>" for setting in settings)
    return f"<p>With <code>--set</code> {given}.</p>\n" if given else ""


def _epochs(history: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    names = list(dict.fromkeys(name for record in history for name in record))
    return [tuple(names), *(tuple(_cell(record.get(name)) for name in names) for record in history)] if names else []


def _cell(value: Any) -> str:
    return "–" if value is None else f"{value:.5g}" if isinstance(value, float) else str(value)


def _table(rows: Sequence[Sequence[str]]) -> str:
    if len(rows) < 2:
        return ""
    head, *body = rows
    lines = ["<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"] if any(head) else []
    lines += ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body]
    return "<table>\n" + "\n".join(lines) + "\n</table>"
