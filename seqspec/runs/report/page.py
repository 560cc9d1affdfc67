"""The page of a run: the verdict first, then what can be looked at, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from seqspec.analysis import markup
from seqspec.analysis.markup import element, folded, listed, literal, paragraph, section, spoken, text
from seqspec.runs import folder as files
from seqspec.runs.folder import RunFolder
from seqspec.runs.judgement import table
from seqspec.runs.judgement.judgement import Judgement
from seqspec.runs.judgement.verdict import Verdict
from seqspec.runs.report.chart import capital, number, sentence
from seqspec.runs.report.document import document
from seqspec.runs.report.embedding import LARGEST, embed
from seqspec.runs.report.figures import figures
from seqspec.runs.report.material import Material

_SIGNS = {"better": "✓", "worse": "✗", "undecided": "≈", "too few": "?"}


def write(folder: RunFolder, material: Material | None = None) -> Path:
    """
    Write the page of a run into its folder, in place of an earlier one.

    Args:
        material: what the folder holds, where it was read already.

    Returns:
        where the page is.

    Raises:
        RunError: the run has no scores yet, a file is not what it should be, or the page can't be written.
    """
    folder.write(files.REPORT, page(material or Material.of(folder)))
    return folder.path / files.REPORT


def page(material: Material) -> str:
    """The whole page as HTML."""
    return document(material.name, _body(material))


def _body(material: Material) -> Iterator[str]:
    yield element("h1", text(material.name))
    yield from _verdict(material)
    yield from figures(material)
    yield from _details(material.judgement)
    yield _folds(material)
    yield _drawing(
        "Layers", "ladder", material.ladder, "The layers of the model from top to bottom, with the shapes between"
    )
    yield _drawing("The recipe and its parts", "recipe", material.recipe, "The data, its parts and one window of it")
    yield section("Notes", listed(material.notes))
    yield from _ground(material)


def _verdict(material: Material) -> Iterator[str]:
    judgement = material.judgement
    if judgement is None:
        yield paragraph("Nothing was judged: there is no test part.", class_="verdict none")
        return
    first, *more = table.sentences(judgement)
    outcome = judgement.verdict.outcome if judgement.verdict else "none"
    sign = element("span", _SIGNS.get(outcome, "·"), class_="sign", aria_hidden="true")
    said, reason = _headline(judgement.verdict, first)
    reason = element("span", text(reason), class_="reason") if reason else ""
    yield element("p", f"{sign} {spoken(capital(said))} {reason}", class_=f"verdict {outcome.replace(' ', '-')}")
    yield from map(paragraph, map(sentence, more))
    rows = markup.table(table.rows(judgement), "Scores of the model and the baselines", kind="scores")
    yield section(capital(table.heading(judgement, material.targets)), rows)


def _headline(verdict: Verdict | None, first: str) -> tuple[str, str]:
    """What is said in large letters, and what it rests on."""
    if verdict is None or verdict.outcome == "too few":
        return first, ""
    return f"the model is {verdict.sentence}", capital(verdict.reason)


def _details(judgement: Judgement | None) -> Iterator[str]:
    """What only some tasks have."""
    if judgement is None:
        return
    found = {
        "By quantile": table.quantile_rows(judgement),
        "By target, each in its own units": table.target_rows(judgement),
        "By series": table.group_rows(judgement) if judgement.by_group else [],
        "Texts": table.sample_rows(judgement),
    }
    for heading, rows in found.items():
        yield (
            section(heading, markup.table(rows, heading, kind="words" if heading == "Texts" else None)) if rows else ""
        )


def _folds(material: Material) -> str:
    backtest = material.backtest
    if backtest is None:
        return ""
    said = "a model was trained anew before each" if backtest.refit else "one model was judged on all of them"
    rows = markup.table(table.fold_rows(backtest), "Scores by fold")
    return section(f"Folds: {said}", rows, paragraph(sentence(backtest.sentence)))


def _drawing(heading: str, name: str, svg: str | None, title: str) -> str:
    if svg is None:
        return ""
    if len(svg) > LARGEST:
        return section(heading, paragraph("There is too much to be drawn on a page."))
    block = element(
        "div", embed(svg, name, title), class_=f"sheet {name}", tabindex=0, role="group", aria_label=heading
    )
    return section(heading, block)


def _ground(material: Material) -> Iterator[str]:
    """What everything rests on, folded away."""
    names = material.columns
    epochs = [tuple(names), *(tuple(number(record.get(name)) for name in names) for record in material.history)]
    facts = [("", ""), *((name, str(value)) for name, value in material.facts.items())]
    yield folded("Epochs", markup.table(epochs, "Epochs") if names else "")
    yield folded("Run", markup.table(facts, "Run", kind="words") if material.facts else "")
    spec = literal(material.spec, files.RESOLVED) if material.spec else ""
    yield folded("Spec, as it was run", _settings(material.settings), spec)
    yield folded("Data", literal(material.data, files.DATA) if material.data else "")
    yield folded("Environment", literal(material.environment, files.ENVIRONMENT) if material.environment else "")


def _settings(settings: tuple[str, ...]) -> str:
    given = ", ".join(element("code", text(setting)) for setting in settings)
    return element("p", f"With <code>--set</code> {given}.") if given else ""
