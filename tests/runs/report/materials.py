"""Runs that were never trained: everything a page can show, made up in memory."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import numpy as np

from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement.judgement import Judgement
from seqspec.runs.judgement.verdict import Outcome, Verdict
from seqspec.runs.plots import TRUTH, Cloud, Course, Errors, Honesty, Plots, Spread
from seqspec.runs.report.material import Material
from seqspec.runs.scoring.tally import Scores
from seqspec.runs.scoring.texts import Sample

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x1b\u202e$x^2$'
BASELINES = ("last value", "training mean")


def judgement(outcome: Outcome = "better", **changes: Any) -> Judgement:
    """A judgement of numbers; some of its fields replaced."""
    scores = {name: Scores({"MAE": 1.0 + place, "RMSE": 2.0 + place}) for place, name in enumerate((MODEL, *BASELINES))}
    verdict = Verdict(outcome, "last value", "RMSE", -1.0, -33.0, (-2.0, -0.1), examples=200, block=50, fewest=150)
    fields: dict[str, Any] = {
        "part": "test", "kind": "numbers", "unit": "window", "examples": 200, "primary": "RMSE", "scores": scores,
        "by_step": [], "by_target": {}, "best": "last value", "verdict": verdict,
    }  # fmt: skip
    return Judgement(**{**fields, **changes})


def course(step: int = 1, places: int = 200, series: str | None = None, dated: bool = False) -> Course:
    """A sine, and forecasts that come late."""
    rows = np.arange(places)
    when: Any = [str(np.datetime64("2020-01-01") + row) for row in rows] if dated else [float(row) for row in rows]
    lines = {name: np.sin((rows - late) / 7).round(4).tolist() for late, name in enumerate((TRUTH, MODEL, *BASELINES))}
    return Course(step=step, series=series, examples=places, when=when, lines=lines)


def plots(**changes: Any) -> Plots:
    """Everything that is drawn of forecasts of numbers over time."""
    edges = [float(edge) for edge in range(-5, 6)]
    stretches = Errors(when=[1.0, 2.0, 3.0], lines={MODEL: [0.1, None, 0.3], "last value": [0.2, 0.2, 0.2]})
    spread = Spread(
        edges=edges, counts={MODEL: [1] * 10, "last value": [2] * 10}, outside={MODEL: 0, "last value": 3}, examples=200
    )
    fields: dict[str, Any] = {
        "target": "y", "courses": [course(1), course(4)], "residuals": spread, "errors": stretches,
        "steps": {MODEL: [0.1, 0.2], "last value": [0.3, 0.4]},
    }  # fmt: skip
    return Plots(**{**fields, **changes})


CLOUD = Cloud(truth=[1.0, 2.0, None], lines={MODEL: [1.1, 2.2, 3.0], "last value": [1.0, None, 2.0]})
HONESTY = Honesty(said=[0.1, None, 0.9], came=[0.2, None, 0.8], counts=[10, 0, 30])
HISTORY = tuple(
    {"epoch": epoch, "loss": 1 / epoch, "val_loss": 0.5 + abs(epoch - 3), "batches": 9} for epoch in range(1, 6)
)


def material(**changes: Any) -> Material:
    """A run of numbers over time; some of what it left replaced."""
    fields: dict[str, Any] = {
        "judgement": judgement(), "targets": ("y",), "history": HISTORY, "notes": ("nothing was filled",),
        "facts": {"seed": 1}, "spec": "seqspec: 1\n", "data": "{}", "environment": "{}", "plots": plots(),
    }  # fmt: skip
    return Material("a run", **{**fields, **changes})


def of_classes(**changes: Any) -> Material:
    """A run of classes, without an order."""
    scores = {
        name: Scores({"log loss": 0.1 + place, "accuracy": 0.9}) for place, name in enumerate((MODEL, *BASELINES))
    }
    named = {"classes": ("cat", "dog"), "confusion": [[3, 1], [0, 2]]}
    judged = judgement(kind="classes", primary="log loss", scores=scores, **named)
    drawn = plots(courses=[], residuals=None, errors=None, steps={}, honesty=HONESTY)
    return material(**{"judgement": judged, "plots": drawn, **changes})


def hostile() -> Material:
    """A run in which every name is meant to be taken for markup."""
    judged = judgement(
        scores={MODEL: Scores({"RMSE": 1.0}), EVIL: Scores({"RMSE": 2.0})},
        best=EVIL,
        by_target={EVIL: {MODEL: Scores({"RMSE": 1.0}), EVIL: Scores({"RMSE": 2.0})}},
        by_group={EVIL: {MODEL: Scores({"RMSE": 1.0}), EVIL: Scores({"RMSE": 2.0})}},
        classes=(EVIL, "</pre>"),
        confusion=[[1, 2], [3, 4]],
        samples=[Sample(EVIL, EVIL, EVIL)],
    )
    drawn = plots(
        target=EVIL,
        axis=EVIL,
        courses=[course(1, series=EVIL).model_copy(update={"lines": {TRUTH: [0.0] * 200, EVIL: [1.0] * 200}})],
        steps={EVIL: [1.0, 2.0]},
    )
    return Material(
        EVIL, judged, targets=(EVIL,), history=({"epoch": 1, "loss": 1.0, EVIL: 2.0},), notes=(EVIL,),
        facts={EVIL: EVIL}, settings=(EVIL,), spec=f"# {EVIL}\n", data=EVIL, environment=EVIL, plots=drawn,
    )  # fmt: skip


class Page(HTMLParser):
    """A page taken apart: its elements, and the text of each kind of them."""

    _VOID = frozenset({"meta", "br", "link", "img", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """An element ends: the one that began last, if all is well."""
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data: str) -> None:
        """Text."""
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]
