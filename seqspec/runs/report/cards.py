"""What notebooks show: parts of a page that load nothing, and take their colours from the page around them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from seqspec.analysis.markup import MONOSPACED, element, listed, literal, paragraph, spoken, table, text
from seqspec.errors import RunError
from seqspec.runs.comparison import contrast
from seqspec.runs.folder import RunFolder
from seqspec.runs.judgement import account
from seqspec.runs.judgement import table as scores
from seqspec.runs.report.chart import capital, sentence
from seqspec.runs.report.charts import charts
from seqspec.runs.report.drawing import UndrawableError, can_draw, drawn
from seqspec.runs.report.material import Material

if TYPE_CHECKING:
    from seqspec.runs.comparison.comparison import Comparison
    from seqspec.runs.judgement.evaluation import Evaluation
    from seqspec.runs.judgement.judgement import Judgement
    from seqspec.runs.run import Run

_LOSSES = "losses"


def run_card(run: Run) -> str:
    """Verdict, scores and losses; of a run that is not over, or broken, what is wrong."""
    try:
        material = Material.of(RunFolder.open(run.folder))
        blocks = [*_judged(material.judgement), _losses(material)]
    except RunError as error:
        blocks = [paragraph(capital(error.message))]
    return _card(run.name, str(run.record.state), blocks)


def evaluation_card(found: Evaluation) -> str:
    """Verdict and scores, over all and by step, and how many truths the intervals held."""
    blocks = [*_judged(found.judgement), table(account.step_rows(found), "Scores by step")]
    blocks += [paragraph(sentence(found.coverage.sentence))] if found.coverage else []
    return _card(found.run.resolve().name, found.judgement.where, [*blocks, listed(found.notes)])


def judgement_card(found: Judgement) -> str:
    """Verdict and scores."""
    return _card("Scores", f"on the {found.where}", [*_judged(found)])


def comparison_card(found: Comparison) -> str:
    """Scores side by side, who is ahead, and what the specs have otherwise."""
    said = map(paragraph, map(sentence, contrast.sentences(found)))
    changes = [
        element("details", element("summary", text(heading)) + literal(changed, "seqspec compare", MONOSPACED))
        for heading, changed in contrast.changes(found)
    ]
    return _card("Runs", "side by side", [table(contrast.rows(found), "Scores, time and size"), *said, *changes])


def _card(name: str, said: str, blocks: list[str]) -> str:
    title = element("p", f"{element('strong', text(name))} {text(said)}")
    return element("div", "\n".join([title, *filter(None, blocks)])) + "\n"


def _judged(judgement: Judgement | None) -> Iterator[str]:
    if judgement is None:
        yield paragraph("Nothing was judged: there is no test part.")
        return
    first, *more = scores.sentences(judgement)
    yield element("p", element("strong", spoken(capital(first))))
    yield table(scores.rows(judgement), "Scores of the model and the baselines")
    yield from map(paragraph, map(sentence, more))


def _losses(material: Material) -> str:
    """The losses as pixels on a sheet of their own: a drawing would share its styles with the whole notebook."""
    found = next((chart for chart in charts(material) if chart.name == _LOSSES), None)
    if found is None or not can_draw():
        return ""
    try:
        picture = base64.b64encode(drawn(found.draw, found.height, "png").content).decode()
    except UndrawableError:
        return ""
    said = f"{found.title}. {found.said}"
    return f'<img src="data:image/png;base64,{picture}" alt="{text(said)}" style="max-width:48em;width:100%">'
