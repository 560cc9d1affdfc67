"""`seqspec lint` where seqspec itself fails: the fault is named, and everything else is done all the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from seqspec.analysis import linter
from seqspec.analysis.control.inspection import Request, inspect
from seqspec.analysis.linter import check_file
from seqspec.analysis.rules import rule, rules
from seqspec.errors import FaultError, UsageError
from tests.cli.conftest import BAD, GOOD, Run

Break = Callable[[str, str], None]

RECIPE = "data: {source: {csv: series.csv}, target: price, window: {length: 20}}\n"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Breaks one step of the check of the files whose name holds a word."""

    def break_(step: str, word: str) -> None:
        original = getattr(linter, step)

        def stumbling(*arguments: object) -> object:
            if word in str(arguments):
                raise KeyError("activation")
            return original(*arguments)

        monkeypatch.setattr(linter, step, stumbling)

    return break_


@pytest.fixture
def _broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule on dropout rates fails over every spec."""
    from dataclasses import replace

    def check(subject: object) -> None:
        raise KeyError("activation")

    known = tuple(
        replace(each, check=check) if each.code == "SEQ401" else each  # type: ignore[arg-type]
        for each in rules()
    )
    monkeypatch.setattr(linter, "rules", lambda: known)


@pytest.mark.usefixtures("_broken_rule")
def test_a_rule_that_fails_is_named_and_all_others_are_heard(bad: Path, run: Run) -> None:
    """The exit code says that something is wrong with seqspec, and no fault is kept in the cache."""
    for _ in range(2):
        code, output, errors = run("lint", bad)

        assert 3 == code
        assert "error[SEQ103]" in output
        fault = "the rule SEQ401 failed: KeyError: 'activation'; this is a fault of seqspec, whatever the file holds"
        assert f"error: {bad}: {fault}\n" == errors


@pytest.mark.usefixtures("_broken_rule")
def test_a_comment_for_a_rule_that_fails_is_not_called_useless(bad: Path, run: Run) -> None:
    """Nobody knows what the rule would have found."""
    bad.write_text(BAD.replace("model:", "model:  # seqspec: ignore[SEQ401] on purpose"), "utf-8")

    assert "SEQ701" not in run("lint", bad).output


@pytest.mark.usefixtures("_broken_rule")
def test_the_fault_of_a_rule_stops_no_build(good: Path) -> None:
    """The spec could be read, and nothing is wrong with it."""
    checked = check_file(good)

    assert checked.spec is checked.require()[0]
    assert rule("SEQ401").check is not None


def test_a_fault_in_reading_is_about_one_file(good: Path, bad: Path, run: Run, broken: Break) -> None:
    """The others are reported."""
    broken("compose", good.name)

    code, output, errors = run("lint", good, bad)

    assert 3 == code
    assert "error[SEQ103]" in output
    assert errors.startswith(f"error: {good}: reading it failed: KeyError: 'activation'; this is a fault of seqspec")


def test_one_file_and_standard_input_are_no_exception(good: Path, run: Run, broken: Break) -> None:
    """The same words, and the same exit code."""
    broken("compose", good.name)

    code, _, errors = run("lint", good)

    assert (3, 1) == (code, len(errors.splitlines()))
    with pytest.raises(FaultError, match="reading it failed: KeyError"):
        check_file(good).require()


def test_a_fault_stops_no_fix_of_another_file(good: Path, bad: Path, run: Run, broken: Break) -> None:
    """`--fix` repairs the rest, and leaves the file alone."""
    text = good.read_text("utf-8")
    bad.write_text(BAD.replace("[20, 8]", "[20, 8], dropout: 20"), "utf-8")
    broken("compose", good.name)

    code, _, errors = run("lint", good, bad, "--fix", "--unsafe-fixes")

    assert 3 == code
    assert f"error: {good}: reading it failed" in errors
    assert text == good.read_text("utf-8")
    assert "dropout: 20" not in bad.read_text("utf-8")


def test_a_fix_that_brings_seqspec_down_is_dropped(bad: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be checked after a fix is not known to be better."""
    from seqspec.language.decode import decode as original

    def stumbling(document: object) -> object:
        if "[20, 8]" not in str(document):
            raise KeyError("activation")
        return original(document)  # type: ignore[arg-type]

    monkeypatch.setattr(linter, "decode", stumbling)

    run("lint", bad, "--fix", "--unsafe-fixes")

    assert BAD == bad.read_text("utf-8")


def test_a_look_at_data_that_fails_leaves_the_other_rules_alone(good: Path) -> None:
    """The fault is named; the rules that need the data are skipped."""
    good.write_text(RECIPE + GOOD.replace(", input_shape: [20, 1]", ""), "utf-8")

    def look(*_: object) -> None:
        raise ZeroDivisionError("float division by zero")

    (verdict,) = inspect([good], Request(look=look))

    assert ["looking at its data failed: ZeroDivisionError: float division by zero"] == [
        each.message for each in verdict.report.faults
    ]
    assert ["data"] == [each.tier for each in verdict.report.skipped]


def _missing(name: str | None, *_: object, **__: object) -> None:
    raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def test_a_look_at_data_that_needs_an_extra_says_so(good: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The base install opens no data, which is no fault of seqspec."""
    good.write_text(RECIPE + GOOD, "utf-8")
    monkeypatch.setattr("seqspec.cli._looking.look", partial(_missing, "numpy"))

    code, output, errors = run("lint", "--data", good)

    assert (1, "") == (code, output)
    assert errors.startswith("error: this command needs numpy, which is not installed\nhelp: the base install is")


@pytest.mark.parametrize("name", ["seqspec.oops", "seqspec", None])
def test_a_module_of_ours_that_is_missing_is_a_fault(good: Path, name: str | None) -> None:
    """No extra brings it, so it is named as any other fault; so is one that nobody knows the name of."""
    good.write_text(RECIPE + GOOD, "utf-8")

    (verdict,) = inspect([good], Request(look=partial(_missing, name)))

    assert [f"looking at its data failed: ModuleNotFoundError: No module named {name!r}"] == [
        each.message for each in verdict.report.faults
    ]


def test_faults_are_raised_for_who_asks(bad: Path, broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    """SEQSPEC_DEBUG=1 shows the traceback; what is wrong with the command line is no fault."""
    broken("compose", bad.name)
    monkeypatch.setenv("SEQSPEC_DEBUG", "1")

    with pytest.raises(KeyError):
        check_file(bad)
    with pytest.raises(UsageError):
        check_file(bad.parent / "missing.yaml")
