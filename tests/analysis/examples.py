"""The Bad and Good examples that every rule carries in its documentation, with the data file some look at."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from seqspec.analysis.control.configuration import Configuration
from seqspec.analysis.linter import Checked, Look, check_text
from seqspec.analysis.profile import Profile
from seqspec.analysis.rules import Rule, rules
from seqspec.diagnostics import Diagnostic
from seqspec.language.edits import apply
from seqspec.language.spec import Spec

_EXAMPLE = re.compile(r"^## (Bad|Good)\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DATA = re.compile(r"^## Data\n```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example(rule: Rule, heading: str) -> str:
    """The YAML below `## Bad` or `## Good`."""
    examples: dict[str, str] = dict(_EXAMPLE.findall(rule.documentation))
    return examples[heading]


def with_rule(rule: Rule) -> Configuration:
    """All rules that are on, and one that may be off."""
    return Configuration(select=tuple(each.code for each in rules() if each.enabled or each.code == rule.code))


def data_of(rule: Rule) -> str | None:
    """The file that stands below `## Data`; None where the rule looks at none."""
    found = _DATA.search(rule.documentation)
    return found[1] if found else None


def look_at(data: str | bytes) -> Look:
    """Looks at a folder with nothing in it but this, as `series.csv`."""

    def look(spec: Spec, _: Path) -> Profile | None:
        from seqspec.cli._looking import look

        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "series.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
            return look(spec, Path(folder), remember=False)

    return look


def check(text: str, data: str | bytes | None = None, rule: Rule | None = None) -> Checked:
    """A spec after all checks and that of a rule which may be off, with a look at `series.csv` where it is given."""
    configuration = Configuration() if rule is None else with_rule(rule)
    return check_text(text, "spec.yaml", configuration=configuration, look=None if data is None else look_at(data))


def codes(checked: Checked, least: str = "info") -> list[str]:
    """The codes that were found, in order, those below a severity left out."""
    ranks = ["error", "warning", "info"]
    return [each.code for each in checked.report if ranks.index(each.severity) <= ranks.index(least)]


def found(text: str, code: str, data: str | bytes | None = None) -> list[Diagnostic]:
    """What one rule found in a text, and in the data."""
    return [each for each in check(text, data).report if each.code == code]


def only(text: str, code: str, data: str | bytes | None = None) -> Diagnostic:
    """The one thing that is found in a text, notes aside."""
    told = [each for each in check(text, data).report if each.severity != "info" or each.code == code]
    assert [code] == [each.code for each in told], [(each.code, each.message) for each in told]
    return told[0]


def fixed(text: str, diagnostic: Diagnostic) -> str:
    """The text after the fix of a diagnostic."""
    assert diagnostic.fix is not None, diagnostic.message
    return apply(text, diagnostic.fix.edits)
