"""
What a user sees, character by character.

`golden/ok/*.yaml` are specs in which nothing is found. Beside each of `golden/err/*.yaml` lies the text that `lint`
prints for it, the rules that were skipped aside; where a CSV of the same name lies there, too, it is looked at, as with
`--data`. `pytest tests/test_golden.py --update` writes these texts anew, to be read before they are committed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.formats.full import render
from seqspec.analysis.linter import Checked, check_text
from seqspec.analysis.profile import Profile
from seqspec.analysis.rules import REGISTRY, rules
from seqspec.cli._looking import look
from seqspec.language.spec import Spec

GOLDEN = Path(__file__).parent / "golden"


def cases(folder: str) -> list[Path]:
    """The specs of a folder."""
    return sorted((GOLDEN / folder).glob("*.yaml"))


def printed(case: Path) -> str:
    """The report on a spec, as the `full` format prints it; the rule that it is named for may be off."""
    return render(replace(checked(case).report, skipped=()))


def checked(case: Path) -> Checked:
    """A spec after all checks, with a look at the CSV beside it."""

    def beside(spec: Spec, _: Path) -> Profile | None:
        return look(spec, case.parent, remember=False)

    code = case.stem[:6].upper()
    on = Configuration(select=tuple(each.code for each in rules() if each.enabled or each.code == code))
    has_data = case.with_suffix(".csv").exists()
    return check_text(case.read_text("utf-8"), case.name, configuration=on, look=beside if has_data else None)


@pytest.mark.parametrize("case", cases("ok"), ids=lambda case: case.stem)
def test_a_good_spec_is_silent(case: Path) -> None:
    """Not even a note."""
    assert [] == [each.message for each in checked(case).report]


@pytest.mark.parametrize("case", cases("err"), ids=lambda case: case.stem)
def test_a_bad_spec_is_reported_as_it_always_was(case: Path, request: pytest.FixtureRequest) -> None:
    """The text is the one beside the spec, and it is about the rule that the file is named for."""
    expected, text = case.with_suffix(".txt"), printed(case)
    if request.config.getoption("--update"):
        expected.write_text(text, encoding="utf-8")

    assert expected.read_text("utf-8") == text
    assert f"[{case.stem[:6].upper()}]" in text


def test_no_text_is_left_without_its_spec() -> None:
    """Every expected text belongs to a spec."""
    assert {case.stem for case in cases("err")} == {text.stem for text in (GOLDEN / "err").glob("*.txt")}


def test_every_rule_has_a_case() -> None:
    """What users see of a rule is looked at before it changes; and no case is left of a rule that is gone."""
    assert {name[:6] for name in REGISTRY.names} == {case.stem[:6] for case in cases("err")}
