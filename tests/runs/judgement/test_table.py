"""What a reader is told after a run."""

from __future__ import annotations

from dataclasses import replace

from seqspec.runs.forecasting import MODEL
from seqspec.runs.judgement.judgement import MEMORISATION, Judgement
from seqspec.runs.judgement.table import confusion_rows, group_rows, rows, sample_rows, sentences, text
from seqspec.runs.judgement.verdict import Outcome, Verdict
from seqspec.runs.report.material import Material
from seqspec.runs.report.page import page
from seqspec.runs.scoring.tally import Scores
from seqspec.runs.scoring.texts import Sample


def judgement(outcome: Outcome, **scores: tuple[float, float]) -> Judgement:
    """A judgement by RMSE of a model and baselines with these MAEs and RMSEs."""
    known = {
        name.replace("_", " "): Scores({"MAE": mae, "RMSE": rmse}, zeros=0) for name, (mae, rmse) in scores.items()
    }
    verdict = Verdict(outcome, "training mean", "RMSE", -1.0, -0.4, (-2.0, -0.1), examples=200, block=50, fewest=150)
    return Judgement("test", "numbers", "window", 200, "RMSE", known, [], {}, "training mean", verdict)


def test_a_baseline_that_wins_by_another_score_is_named_below_the_verdict() -> None:
    """The verdict is about one score; where a baseline has the best other one, the reader is told."""
    found = judgement("better", **{MODEL: (104.2, 269.3)}, training_mean=(104.7, 269.6), training_median=(100.9, 276.2))

    assert [
        "verdict: the model is better than the training mean (RMSE -1 (0.4 % less), 95 % interval -2 to -0.1, "
        "drawn in blocks of 50 windows)",
        "by MAE the training median is best: 100.9 against the model's 104.2",
    ] == sentences(found)


def test_an_r2_that_rounds_to_nothing_has_no_sign() -> None:
    """A tiny negative R2 is 0.000, and not -0.000."""
    values = {MODEL: Scores({"R2": -0.0001}, zeros=0)}

    assert (MODEL, "0.000") == rows(replace(judgement("better"), scores=values))[1]


def test_a_score_that_can_not_be_is_explained() -> None:
    """Where nothing varies there are neither MASE nor R2, and the reader is told why."""
    found = judgement("better", **{MODEL: (99.0, 269.3)}, training_mean=(104.7, 269.6))
    values = {"MAE": 99.0, "RMSE": 269.3, "MAPE": None, "MASE": None, "R2": None}

    assert [
        "MAPE is left out: 2 of the true values are 0",
        "MASE is left out: in the training part the naive forecast that it measures by is never wrong",
        "R2 is left out: the true values do not vary enough to be explained",
    ] == sentences(replace(found, scores={**found.scores, MODEL: Scores(values, zeros=2)}))[1:]


def test_a_model_that_wins_by_every_score_needs_no_second_sentence() -> None:
    """One sentence is enough where all scores agree."""
    assert 1 == len(sentences(judgement("better", **{MODEL: (99.0, 269.3)}, training_mean=(104.7, 269.6))))


TEXTS = Judgement(
    "training", "text", "text", 2, "log loss",
    {MODEL: Scores({"log loss": 0.5, "exact match": 0.5}), "copy": Scores({"log loss": None, "exact match": 0.0})},
    [], {}, "copy", None, confusion=None, samples=[Sample(None, "<b>", "b\x1b"), Sample(None, "c", "c")],
)  # fmt: skip


def test_a_memory_check_is_called_so_in_print_and_on_the_page() -> None:
    """Heading and conclusion say that nothing was held out, and none of them speaks of a verdict."""
    printed = text(TEXTS, ["name"])
    shown = page(Material("run", TEXTS))

    assert f"{MEMORISATION}; training part: 2 examples" in printed.splitlines()[0]
    assert f"{MEMORISATION}; log loss 0.5 (the copy: –), exact match 0.5 (the copy: 0)" == printed.splitlines()[-1]
    assert "verdict" not in printed
    assert shown.count(MEMORISATION[1:]) == 2


def test_texts_on_the_page_are_texts() -> None:
    """What a model wrote is no markup, and what can't be seen is written out."""
    shown = page(Material("run", TEXTS))

    assert '<th scope="row">&lt;b&gt;</th><td>b\\x1b</td>' in shown
    assert [("reference", "predicted"), ("<b>", "b\\x1b"), ("c", "c")] == sample_rows(TEXTS)


def test_classes_are_named_where_they_were_confused() -> None:
    """Rows are what was true, columns what it was taken for; a class without a name has its number."""
    found = replace(
        TEXTS, kind="classes", classes=("cat", "dog"), confusion=[[3, 1, 0], [0, 2, 0], [0, 0, 0]], samples=[]
    )

    assert [
        ("true, then taken for", "cat", "dog", "2"),
        ("cat", "3", "1", "0"),
        ("dog", "0", "2", "0"),
        ("2", "0", "0", "0"),
    ] == confusion_rows(found)
    assert "Confusion matrix: which class was taken for which" in page(Material("run", found))


def test_few_classes_are_shown_at_once() -> None:
    """Who was taken for whom is printed for up to ten classes; of more it is said where to look."""
    few = replace(TEXTS, kind="classes", classes=("cat", "dog"), confusion=[[3, 1], [0, 2]], samples=[])
    many = replace(few, confusion=[[0] * 11] * 11)

    assert "  cat                     3    1\n" in text(few, ["name"])
    assert text(many, ["name"]).endswith("which class was taken for which: see report.html in the run folder")


def series(count: int) -> Judgement:
    """A judgement of several series."""
    both = {MODEL: Scores({"RMSE": 1.5}), "training mean": Scores({"RMSE": 2.0})}
    found = judgement("better", **{MODEL: (1.0, 2.0), "training mean": (2.0, 3.0)})
    return replace(found, by_group={f"shop {number}": both for number in range(count)})


def test_each_of_a_few_series_has_a_row_of_its_own() -> None:
    """The score that decides, of the model and of the baselines; of many series it is said where to look."""
    assert [("RMSE by series", MODEL, "training mean"), ("shop 0", "1.5", "2")] == group_rows(series(1))
    assert "  shop 11           1.5              2\n" in text(series(12), ["y"])
    assert "RMSE by series: see report.html in the run folder" in text(series(13), ["y"])
    assert "shop 12" in page(Material("run", series(13)))
    assert {"model": {"RMSE": 1.5}, "training mean": {"RMSE": 2.0}} == series(1).as_dict()["by_group"]["shop 0"]
