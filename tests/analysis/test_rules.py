"""What holds for every rule: it documents itself, its examples are true, and its fixes mend what they promise."""

from __future__ import annotations

import re

import pytest

from seqspec.analysis.linter import check_text
from seqspec.analysis.rules import REGISTRY, Rule, rule, rules
from tests.analysis.examples import check, codes, data_of, example, fixed
from tests.builders import spec_text
from tests.clocks import within

HEADINGS = ["What it does", "Why is this bad?", "Keras", "Bad", "Good", "Fix"]
OPTIONAL = {"Backends", "Data"}

EACH_RULE = pytest.mark.parametrize("rule", rules(), ids=lambda each: each.code)


@EACH_RULE
def test_the_documentation_has_its_headings_in_order(rule: Rule) -> None:
    """A rule says what it does, why, what Keras does, shows a bad and a good spec, and how to mend it."""
    headings = [each for each in re.findall(r"^## (.+)$", rule.documentation, re.MULTILINE) if each not in OPTIONAL]

    assert HEADINGS == headings


@EACH_RULE
def test_the_documentation_starts_with_a_sentence(rule: Rule) -> None:
    """The first paragraph is one sentence, which is what a list of all rules shows."""
    first = " ".join(rule.documentation.strip().partition("\n\n")[0].split())

    assert first.endswith(".")
    assert 20 < len(first) < 160


@EACH_RULE
def test_no_heading_is_empty(rule: Rule) -> None:
    """Something stands under every heading."""
    parts = re.split(r"^## .+$", rule.documentation, flags=re.MULTILINE)

    assert all(len(part.strip()) > 20 for part in parts)


@EACH_RULE
def test_the_name_says_what_is_found(rule: Rule) -> None:
    """A name is a few words that read well after "ignore", and never a denial."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+){1,5}", rule.name)
    assert not rule.name.startswith(("dont-", "must-", "disallow-", "invalid-rule"))
    assert re.fullmatch(r"SEQ\d{3}", rule.code)


def test_codes_are_given_once() -> None:
    """No two files share a code, and a code finds its rule."""
    all_codes = [each.code for each in rules()]

    assert len(all_codes) == len(set(all_codes)) == len(REGISTRY.names)
    assert all(each is rule(each.code) or each == rule(each.code) for each in rules())


@EACH_RULE
def test_the_bad_example_is_found_and_nothing_else_is(rule: Rule) -> None:
    """A bad example shows one mistake: its own rule finds it once, and no other rule says more than a note."""
    checked = check(example(rule, "Bad"), data_of(rule), rule)

    assert [rule.code] == codes(checked, "info" if rule.severity == "info" else "warning")


@EACH_RULE
def test_the_good_example_is_silent(rule: Rule) -> None:
    """A good example has nothing that any rule would say."""
    checked = check(example(rule, "Good"), data_of(rule), rule)

    assert [] == [(each.code, each.message) for each in checked.report]


@EACH_RULE
def test_a_fix_mends_what_it_is_for(rule: Rule) -> None:
    """After the fix the finding is gone and no error is new; where there is a fix, it holds the second time, too."""
    text = example(rule, "Bad")
    for diagnostic in check(text, data_of(rule), rule).report:
        if diagnostic.code != rule.code or diagnostic.fix is None or diagnostic.fix.applicability == "shown":
            continue
        after = fixed(text, diagnostic)
        again = check(after, data_of(rule), rule)

        assert after != text
        assert rule.code not in codes(again)
        assert [] == codes(again, "error")


@EACH_RULE
def test_what_is_said_is_said_well(rule: Rule) -> None:
    """Messages start in lower case or with the user's token, end without a full stop, and name what they are about."""
    for diagnostic in check(example(rule, "Bad"), data_of(rule), rule).report:
        for text in filter(None, (diagnostic.message, diagnostic.label, diagnostic.keras, diagnostic.help)):
            assert not text.endswith(".")
            assert text.isprintable()
            assert text[0].islower() or not text[0].isalpha() or text.split()[0] not in {"The", "A", "An"}, text


def test_a_thousand_specs_are_linted_in_seconds() -> None:
    """Rules are cheap: ten layers take about a millisecond, so that a whole repository is linted in one go."""
    layers = "".join(f"  - LSTM: {{units: {units}, return_sequences: true}}\n" for units in range(10, 18))
    text = f"seqspec: 1\nmodel:\n  - Input: [100, 1]\n{layers}  - LSTM: 9\n  - Dense: 1\nruntime: {{seed: 42}}\n"
    check_text(text)

    within(2, lambda: [check_text(text) for _ in range(100)])  # a tenth of the specs: slow machines pass, too


@pytest.mark.parametrize("value", ["no", "off", "yes"])
def test_a_wrong_switch_is_one_finding(value: str) -> None:
    """How another version of YAML reads a value that is wrong here helps nobody."""
    text = spec_text(f"LSTM: {{units: 4, use_bias: {value}, input_shape: [5, 1]}}", "Dense: 1")

    assert ["SEQ008"] == codes(check_text(text))
