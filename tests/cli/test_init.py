"""`seqspec init`: whatever the file, what it writes lints clean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqspec.analysis.linter import check_file
from seqspec.language.events import forbidden
from seqspec.starter.columns import look
from seqspec.starter.text import write
from tests.cli.conftest import Run

WEEKS = "\n".join(["date,co2", *(f"2020-01-{day:02},{300 + day % 7}" for day in range(1, 32))]) + "\n"


@pytest.fixture
def weeks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small series in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weeks.csv").write_text(WEEKS, "utf-8")
    return tmp_path


def test_the_spec_lies_beside_the_user(weeks: Path, run: Run) -> None:
    """Without `-o` the spec takes the file's name, and the next step is said."""
    assert run("init", "weeks.csv") == (0, "wrote weeks.yaml; train it with: seqspec fit weeks.yaml\n", "")
    assert run("lint", "--data", "weeks.yaml").output == "no problems found in 1 file\n"


def test_what_was_seen_is_in_the_spec(weeks: Path, run: Run) -> None:
    """Target, time and season come from the columns, and comments say what can be changed."""
    text = run("init", "weeks.csv", "-o", "-").output

    assert "  source: {csv: weeks.csv} " in text
    assert "  target: co2\n" in text
    assert "  time: date\n" in text
    assert "  season: 7 " in text
    assert "  window: {length: 6, horizon: 1} " in text


def test_the_data_are_named_relative_to_the_spec(weeks: Path, run: Run) -> None:
    """A spec in another folder finds the file from there."""
    (weeks / "specs").mkdir()
    run("init", "weeks.csv", "-o", "specs/first.yaml")

    assert "{csv: ../weeks.csv}" in (weeks / "specs" / "first.yaml").read_text("utf-8")


def test_no_file_is_ever_overwritten(weeks: Path, run: Run) -> None:
    """A spec that is there stays as it is."""
    (weeks / "weeks.yaml").write_text("mine\n", "utf-8")

    code, output, errors = run("init", "weeks.csv")

    assert (code, output) == (1, "")
    assert errors == "error: weeks.yaml exists already\nhelp: choose another name with -o\n"
    assert (weeks / "weeks.yaml").read_text("utf-8") == "mine\n"


def test_nothing_is_left_behind_by_a_full_disk(weeks: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the text can't be written, no half of it stays."""
    from errno import ENOSPC

    def full(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)

    code, _, errors = run("init", "weeks.csv")

    assert (code, errors) == (1, "error: can't write weeks.yaml: no space left on device\n")
    assert [path.name for path in weeks.iterdir()] == ["weeks.csv"]


def test_an_unwritable_folder_is_said_to_be_so(weeks: Path, run: Run) -> None:
    """The path and the reason, and no traceback."""
    assert run("init", "weeks.csv", "-o", "no/such/spec.yaml").errors == (
        "error: can't write no/such/spec.yaml: no such file or directory\n"
    )


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("co", "error: weeks.csv has no column `co`; did you mean `co2`?\n"),
        ("date", "error: the column `date` holds texts\n"),
    ],
)
def test_a_target_that_can_t_be_is_refused(target: str, message: str, weeks: Path, run: Run) -> None:
    """The nearest column is offered, or the ones that could be predicted."""
    code, _, errors = run("init", "weeks.csv", "--target", target)

    assert code == 2
    assert errors.startswith(message)


def test_too_few_rows_are_refused(weeks: Path, run: Run) -> None:
    """A file with a handful of rows teaches nothing."""
    (weeks / "weeks.csv").write_text("a\n1\n2\n3\n", "utf-8")

    assert run("init", "weeks.csv").code == 1


def test_a_file_of_texts_is_refused(weeks: Path, run: Run) -> None:
    """Without a column of numbers there is nothing to predict."""
    (weeks / "weeks.csv").write_text("a\n" + "x\ny\n" * 20, "utf-8")

    assert "error: weeks.csv has no column of numbers that vary\n" in run("init", "weeks.csv").errors


SHOPS = "\n".join(
    [
        "day,shop,town,sold",
        *(f"2020-01-{d:02},{s},{'x' if s == 'A' else 'y'},{d % 7}" for s in "AB" for d in range(1, 32)),
    ]
)


def test_several_series_are_kept_apart(weeks: Path, run: Run) -> None:
    """Dates that are in order within the values of a column make it the group; categories are named."""
    (weeks / "shops.csv").write_text(SHOPS, "utf-8")

    text = run("init", "shops.csv", "-o", "-").output
    run("init", "shops.csv", "-o", "shops.yaml")

    assert "  time: day\n  group: shop " in text
    assert "columns to add: town (with `encode`)" in text
    assert "  window: {length: 6, horizon: 1} " in text
    assert "no problems found in 1 file\n" == run("lint", "--data", "shops.yaml").output


def test_what_never_changes_within_a_series_is_no_target(weeks: Path, run: Run) -> None:
    """Nor is a mark of 0 and 1, where there are numbers that vary."""
    rows = [f"{s},2020-01-{d:02},{d * 7 % 9},{d % 2},{7 if s == 'A' else 9}" for s in "AB" for d in range(1, 32)]
    (weeks / "shops.csv").write_text("\n".join(["shop,day,sold,promo,size", *rows]) + "\n", "utf-8")

    text = run("init", "shops.csv", "-o", "shops.yaml") and (weeks / "shops.yaml").read_text("utf-8")

    assert "  target: sold\n" in text
    assert "no problems found in 1 file\n" == run("lint", "--data", "shops.yaml").output


@pytest.mark.parametrize("asked", [["--target", "nation"], []])
def test_names_are_told_apart_by_their_letters(weeks: Path, run: Run, asked: list[str]) -> None:
    """A column of single words that hardly come again is a text of characters, whose class is another column."""
    parts = [first + last for first in ("Ros", "Iva", "Kay", "Bel", "Pet") for last in ("si", "nov", "maz", "lo", "ka")]
    rows = [f"{name},{('italian', 'russian')[place % 2]}" for place, name in enumerate(parts)]
    (weeks / "names.csv").write_text("\n".join(["name,nation", *rows]) + "\n", "utf-8")

    run("init", "names.csv", "-o", "names.yaml", *asked)

    text = (weeks / "names.yaml").read_text("utf-8")
    assert "  target: {column: nation, kind: classes, classes: 2}\n" in text
    assert "  tokens: {by: char, max_tokens: 100, max_length: 6} # also: word\n" in text
    assert "no problems found in 1 file\n" == run("lint", "--data", "names.yaml").output


@pytest.mark.parametrize(
    ("labels", "target", "last"),
    [
        ("01", "{column: label, kind: binary}", "Dense: {units: 1, activation: sigmoid}"),
        (
            ("yes", "no", "so-so"),
            "{column: label, kind: classes, classes: 3}",
            "Dense: {units: 3, activation: softmax}",
        ),
        (("1.5", "2.5", "9"), "label", "Dense: 1"),
    ],
)
def test_what_is_said_of_a_text_is_predicted_from_it(
    labels: str | tuple[str, ...], target: str, last: str, weeks: Path, run: Run
) -> None:
    """A table of texts and labels is no series: it gets tokens, and parts that are drawn."""
    lines = (f"the soup was number {row},{labels[row % len(labels)]}" for row in range(60))
    (weeks / "said.csv").write_text("\n".join(["said,label", *lines]), "utf-8")

    text = run("init", "said.csv", "-o", "-").output
    run("init", "said.csv", "-o", "said.yaml")

    assert f"  target: {target}\n" in text
    assert "  features: [said] " in text
    assert "  tokens: {by: word, " in text
    assert f"  - {last}\n" in text
    assert "no problems found in 1 file\n" == run("lint", "--data", "said.yaml").output


@pytest.mark.parametrize(
    ("rows", "said"), [(1, "has 1 row, too few"), (2, "has 2 rows, too few"), (3, "stratify: true}")]
)
@pytest.mark.parametrize("others", [("0", "0"), ("yes", "no")])
def test_a_class_too_rare_for_three_parts_is_not_shared_out(
    others: tuple[str, str], rows: int, said: str, weeks: Path, run: Run
) -> None:
    """The spec leaves `stratify` out, says which class is in its way, and fits the file."""
    labels = ["1" if row < rows else others[row % 2] for row in range(60)]
    lines = (f"the soup was number {row},{label}" for row, label in enumerate(labels))
    (weeks / "said.csv").write_text("\n".join(["said,label", *lines]), "utf-8")

    run("init", "said.csv", "-o", "said.yaml")

    split = next(line for line in (weeks / "said.yaml").read_text("utf-8").splitlines() if "split" in line)
    assert said in split
    assert ('# no `stratify: true`: "1"' in split) == (rows < 3)
    assert "no problems found in 1 file\n" == run("lint", "--data", "said.yaml").output


def test_rows_without_an_answer_are_left_out(weeks: Path, run: Run) -> None:
    """An empty label is nothing to learn from, and the spec says what becomes of it."""
    lines = (f"the soup was number {row},{('yes', 'no', '')[row % 3]}" for row in range(60))
    (weeks / "said.csv").write_text("\n".join(["said,label", *lines]), "utf-8")

    run("init", "said.csv", "-o", "said.yaml")

    assert "  missing: drop " in (weeks / "said.yaml").read_text("utf-8")
    assert "no problems found in 1 file\n" == run("lint", "--data", "said.yaml").output


def test_a_text_with_nothing_to_tell_of_it_is_refused(weeks: Path, run: Run) -> None:
    """A column of texts alone has no target."""
    (weeks / "said.csv").write_text("said\n" + "".join(f"it was number {row}\n" for row in range(30)), "utf-8")

    assert "error: said.csv has no column of numbers that vary\n" in run("init", "said.csv").errors


_CHARACTERS = st.characters(exclude_categories=["Cs"]).filter(lambda character: forbidden(character) is None)


@given(name=st.text(_CHARACTERS, min_size=1, max_size=20))
def test_any_name_of_a_column_lints_clean(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Column names are quoted wherever YAML would read them as something else."""
    folder = tmp_path_factory.mktemp("names")
    quoted = name.replace('"', '""')
    if "\n" in name or "\r" in name:
        return
    lines = ["first", f'"{quoted}"'], *([str(i), str(i * i)] for i in range(40))
    (folder / "table.csv").write_text("\n".join(",".join(line) for line in lines), "utf-8")
    table = look(str(folder / "table.csv"))
    if len({column.name for column in table.columns}) < 2:
        return
    (folder / "spec.yaml").write_text(write(table, None, str(folder)), "utf-8")

    checked = check_file(folder / "spec.yaml")

    assert [diagnostic.message for diagnostic in checked.report] == []
    assert checked.spec is not None
    assert checked.spec.data is not None
    assert checked.spec.data.target_columns == [table.numeric[-1].name]


def test_a_name_that_no_spec_can_hold_is_refused(weeks: Path, run: Run) -> None:
    """A control character in a column's name is named, and written out."""
    (weeks / "weeks.csv").write_text("a\x1b\n" + "1\n2\n" * 20, "utf-8")

    code, _, errors = run("init", "weeks.csv")

    assert code == 1
    assert errors.startswith("error: the name `a\\x1b` can't stand in a spec: ")


@pytest.mark.parametrize("rows", [20, 25, 60, 500])
@pytest.mark.parametrize("days", [0, 1, 7, 30])
def test_any_length_and_frequency_lints_clean(rows: int, days: int, tmp_path: Path) -> None:
    """The window fits into the parts, and the season into the series."""
    from datetime import date, timedelta

    start = date(1970, 1, 1)
    lines = [f"{start + timedelta(days=days * i)},{i % 5}" for i in range(rows)]
    (tmp_path / "table.csv").write_text("\n".join(["when,value", *lines, f"{date(2100, 1, 1)},"]), "utf-8")
    table = look(str(tmp_path / "table.csv"))
    (tmp_path / "spec.yaml").write_text(write(table, None, str(tmp_path)), "utf-8")

    assert [diagnostic.message for diagnostic in check_file(tmp_path / "spec.yaml").report] == []


def test_a_text_among_numbers_is_shown(weeks: Path, run: Run) -> None:
    """One stray word is named with its row, and does not make the column vanish."""
    (weeks / "weeks.csv").write_text("value\n" + "".join(f"{i}\n" for i in range(120)) + "broken\n5\n", "utf-8")

    for arguments in ((), ("--target", "value")):
        code, _, errors = run("init", "weeks.csv", *arguments)

        assert code == 1
        assert errors.startswith("error: row 121 of weeks.csv holds the text `broken` in the column `value`\nhelp: ")


def test_a_single_row_is_counted(weeks: Path, run: Run) -> None:
    """The file has one row, and the number that is needed is said."""
    (weeks / "weeks.csv").write_text("a,b\n1,2\n", "utf-8")

    errors = run("init", "weeks.csv").errors

    assert errors == "error: `weeks.csv` has 1 row, too few to learn from\nhelp: give at least 20\n"


def test_dates_out_of_order_are_warned_of(weeks: Path, run: Run) -> None:
    """The spec is written, and the next step stands on standard error."""
    (weeks / "weeks.csv").write_text(WEEKS + "2001-01-01,305\n", "utf-8")

    code, _, errors = run("init", "weeks.csv", "--out", "mine.yaml")

    assert code == 0
    assert errors == (
        "warning: the dates of `date` are not in order\nhelp: sort the file by `date`, then add `time: date`\n"
    )


def test_a_target_that_nobody_named_is_told(weeks: Path, run: Run) -> None:
    """Where several columns could be predicted it is said which one is, and how another is chosen."""
    lines = ["id,price,nights", *(f"{row},{row * 7 % 31},{row * 3 % 11}" for row in range(60))]
    (weeks / "flats.csv").write_text("\n".join(lines) + "\n", "utf-8")

    chosen = run("init", "flats.csv", "-o", "-").errors
    named = run("init", "flats.csv", "-o", "-", "--target", "price").errors

    said = "note: `nights` is predicted, one of 3 columns that could be: --target names another\n"
    assert (said, "") == (chosen, named)


def test_columns_that_count_are_suggested_last(weeks: Path, run: Run) -> None:
    """An identifier teaches nothing; what is left out is counted."""
    names = [f"c{index}" for index in range(7)]
    rows = [",".join([str(row), *(str(row * index % 11) for index in range(1, 8)), str(row % 5)]) for row in range(40)]
    (weeks / "weeks.csv").write_text("\n".join([",".join(["shop_id", *names, "y"]), *rows]) + "\n", "utf-8")

    text = run("init", "weeks.csv", "-o", "-").output

    assert "# columns to add: c0, c1, c2, c3, c4, c5 and 2 more\n" in text


def test_a_column_that_is_left_out_is_warned_of(weeks: Path, run: Run) -> None:
    """Where another column can be predicted, the one with a stray text is still spoken of."""
    lines = ["other,value", *(f"{i % 7},{i}" for i in range(40)), "3,broken"]
    (weeks / "weeks.csv").write_text("\n".join(lines) + "\n", "utf-8")

    code, _, errors = run("init", "weeks.csv")

    assert code == 0
    assert errors.startswith(
        "warning: row 41 of weeks.csv holds the text `broken` in the column `value`, so it is left out\nhelp: "
    )


def test_numbers_that_look_like_dates_are_none(weeks: Path, run: Run) -> None:
    """Six digits are a number, unless the column's name says that it is a time."""
    lines = ["value", *(str(200101 + i * 37 % 9) for i in range(40))]
    (weeks / "weeks.csv").write_text("\n".join(lines) + "\n", "utf-8")

    assert run("init", "weeks.csv").errors == ""
