"""What a project may set, where it is found, and how a mistake in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqspec.analysis.control.configuration import Configuration, rule_names, selector
from seqspec.analysis.control.project import Projects, read_configuration
from seqspec.analysis.linter import check_file, check_text, lint
from seqspec.analysis.rules import rules
from seqspec.errors import UsageError

SPEC = """\
seqspec: 1
model:
  - LSTM: {units: 50, dropout: 20, input_shape: [100, 1]}
  - Dense: 1
"""


def write(folder: Path, text: str, name: str = "seqspec.toml") -> Path:
    """A configuration in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def refused(folder: Path, text: str, name: str = "seqspec.toml") -> str:
    """What is said of a configuration that can't be used, without the path of the folder."""
    with pytest.raises(UsageError) as refusal:
        read_configuration(write(folder, text, name))
    return f"{refusal.value.message}; {refusal.value.help}".replace(f"{folder}/", "")


def codes_in(file: Path) -> list[str]:
    """What is found in a file, with the configuration of its project."""
    return [each.code for each in check_file(file).report]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec with SEQ401 and SEQ601, two folders below the root of a repository."""
    (tmp_path / ".git").mkdir()
    file = tmp_path / "models" / "old" / "spec.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(SPEC, "utf-8")
    return file


def test_without_a_configuration_every_rule_that_is_on_is_checked(spec: Path) -> None:
    """The defaults hold."""
    assert ["SEQ601", "SEQ401"] == codes_in(spec)
    assert Configuration() == Projects().of(spec)


@pytest.mark.parametrize("word", ["SEQ401", "seq401", "SEQ4", "dropout-out-of-range", "Dropout-Out-Of-Range"])
def test_a_rule_is_named_by_code_start_of_code_or_name(spec: Path, tmp_path: Path, word: str) -> None:
    """In `ignore` and in `select`."""
    write(tmp_path, f'ignore = ["{word}"]')
    assert ["SEQ601"] == codes_in(spec)
    write(tmp_path, f'select = ["{word}"]')
    assert ["SEQ401"] == codes_in(spec)


def test_ignore_wins_over_select(spec: Path, tmp_path: Path) -> None:
    """A project may select a whole group but for one rule."""
    write(tmp_path, 'select = ["SEQ4", "SEQ601"]\nignore = ["SEQ401"]')

    assert ["SEQ601"] == codes_in(spec)


def test_the_nearest_configuration_counts_alone(spec: Path, tmp_path: Path) -> None:
    """What stands above it is not merged."""
    write(tmp_path, 'ignore = ["SEQ401"]')
    write(tmp_path / "models", 'ignore = ["SEQ601"]')

    assert ["SEQ401"] == codes_in(spec)


def test_seqspec_toml_wins_over_pyproject_toml(spec: Path, tmp_path: Path) -> None:
    """In the same folder the file that is about seqspec alone counts."""
    write(tmp_path, '[tool.seqspec]\nignore = ["SEQ401"]', "pyproject.toml")
    assert ["SEQ601"] == codes_in(spec)
    write(tmp_path, 'ignore = ["SEQ601"]')
    assert ["SEQ401"] == codes_in(spec)


def test_a_pyproject_without_the_section_is_passed_by(spec: Path, tmp_path: Path) -> None:
    """Even where it mentions seqspec, and even where it is no TOML, which is for others to say."""
    write(tmp_path, 'ignore = ["SEQ401"]')
    write(
        tmp_path / "models", '[project]\nname = "x"\ndependencies = ["seqspec-keras"]\n[tool]\nx = 1', "pyproject.toml"
    )
    write(tmp_path / "models" / "old", "no TOML at all: {", "pyproject.toml")

    assert ["SEQ601"] == codes_in(spec)


@pytest.mark.parametrize(
    "text",
    [
        '[tool.seqspec]\nignore = ["SEQ401"]',
        '[ tool . "seqspec" ]\nignore = ["SEQ401"]',
        'tool.seqspec.ignore = ["SEQ401"]',
        '[tool]\nseqspec = {ignore = ["SEQ401"]}',
        'tool = {seqspec = {ignore = ["SEQ401"]}}',
    ],
)
def test_the_section_is_found_however_toml_writes_it(spec: Path, tmp_path: Path, text: str) -> None:
    """TOML has several ways to write a table."""
    write(tmp_path, text, "pyproject.toml")

    assert ["SEQ601"] == codes_in(spec)


def test_nothing_above_the_repository_is_read(spec: Path, tmp_path: Path) -> None:
    """Another project's configuration is not ours."""
    (spec.parent / ".git").mkdir()
    write(tmp_path, 'ignore = ["SEQ401"]')

    assert ["SEQ601", "SEQ401"] == codes_in(spec)


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("models/**", True),
        ("**/old/*.yaml", True),
        ("models/*.yaml", False),
        ("models/*/spec.yaml", True),
        ("models", True),
        ("old", True),
        ("spec.yaml", True),
        ("*.yml", False),
        ("./models/old/", True),
        ("**", True),
        ("../models/**", False),
        ("", False),
    ],
)
def test_rules_are_ignored_by_path(spec: Path, tmp_path: Path, pattern: str, matches: bool) -> None:
    """Patterns are relative to the configuration; `**` is any number of folders, and a bare name is found anywhere."""
    write(tmp_path, f'[per-path-ignores]\n"{pattern}" = ["SEQ4"]')

    assert (["SEQ601"] if matches else ["SEQ601", "SEQ401"]) == codes_in(spec)


def test_lint_takes_each_files_own_configuration(spec: Path, tmp_path: Path) -> None:
    """Two projects in one run don't mix."""
    other = tmp_path / "other" / "spec.yaml"
    write(other.parent, 'select = ["SEQ601"]')
    other.write_text(SPEC, "utf-8")

    assert ["SEQ601", "SEQ401", "SEQ601"] == [each.code for each in lint([spec, other])]


def test_a_given_configuration_wins_over_the_projects(spec: Path, tmp_path: Path) -> None:
    """Who calls the function knows best."""
    write(tmp_path, 'ignore = ["SEQ4"]')

    assert "SEQ401" in [each.code for each in lint(spec, configuration=Configuration())]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ignore = ["SEQ999"]', "seqspec.toml: `ignore`: there is no rule `SEQ999`"),
        ('select = ["dropout-out-of-rnge"]', "did you mean `dropout-out-of-range`?"),
        ('ignor = ["SEQ401"]', "seqspec.toml: there is no key `ignor`; did you mean `ignore`?"),
        ('ignore = "SEQ401"', "`ignore` has to be a list of codes and names of rules, and this is a text"),
        ("select = [401]", "`select` has to be a list of codes and names of rules, and this is a list"),
        ('fail-on = "eror"', "`fail-on` can't be 'eror'; did you mean `error`?"),
        ("fail-on = 1", "`fail-on` can't be 1"),
        ('format = "xml"', "`format` can't be 'xml'"),
        ("per-path-ignores = []", "`per-path-ignores` has to be a table, and this is a list"),
        ('[per-path-ignores]\n"a/**" = "SEQ401"', '`per-path-ignores."a/**"` has to be a list'),
        ("thresholds = 1979-05-27", "`thresholds` has to be a table, and this is a date or a time"),
        ("[thresholds]\nSEQ4 = {a = 1}", "takes one rule a line, and `SEQ4` is the start of several codes"),
        ("[thresholds]\nSEQ401 = 3", "`thresholds.SEQ401` has to be a table, and this is a number"),
        ("[thresholds]\nSEQ401 = {a = true}", "`thresholds.SEQ401.a` has to be a number, and this is true or false"),
        ("[thresholds]\nSEQ401 = {a = nan}", "`thresholds.SEQ401.a` has to be a finite number"),
        ("ignore = [", "seqspec.toml is not TOML: "),
    ],
)
def test_a_mistake_in_a_configuration_is_told_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    """It is wrong usage, never a traceback, and never passed over in silence."""
    assert said in refused(tmp_path, text)


def test_a_key_of_pyproject_is_told_with_its_section(tmp_path: Path) -> None:
    """As it stands in the file."""
    assert "there is no key `tool.seqspec.ignor`" in refused(tmp_path, "[tool.seqspec]\nignor = []", "pyproject.toml")


def test_a_file_that_is_named_has_to_have_a_configuration(tmp_path: Path) -> None:
    """`--config` does not pass by what holds none."""
    assert "has no section `[tool.seqspec]`" in refused(tmp_path, "[project]", "pyproject.toml")
    with pytest.raises(UsageError, match=r"can't read .*none\.toml: no such file"):
        read_configuration(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is not TOML"):
        read_configuration(tmp_path / "bytes.toml")


def test_a_configuration_that_is_a_folder_is_told(spec: Path, tmp_path: Path) -> None:
    """Nothing that stands where a configuration should be is passed over."""
    (tmp_path / "seqspec.toml").mkdir()

    with pytest.raises(UsageError, match=r"can't read .*seqspec\.toml: is a directory"):
        Projects().of(spec)


def test_a_threshold_moves_the_line_of_a_rule() -> None:
    """Every line that a rule draws can be drawn elsewhere, by the name of its argument."""
    drawn = {each.code: dict(each.thresholds) for each in rules() if each.thresholds}

    assert drawn
    Configuration(thresholds=drawn).require_thresholds()


def test_a_threshold_that_no_rule_has_is_wrong_usage() -> None:
    """The nearest one is named, or that there are none."""
    code, lines = next((each.code, each.thresholds) for each in rules() if each.thresholds)
    name = next(iter(lines))

    with pytest.raises(UsageError, match=f"`{code}` has no threshold `{name}_`; did you mean `{name}`"):
        check_text(SPEC, configuration=Configuration(thresholds={code: {f"{name}_": 1}}))
    with pytest.raises(UsageError, match=r"x\.toml: `thresholds`: `SEQ401` has no threshold `rate`"):
        check_text(SPEC, configuration=Configuration(thresholds={"SEQ401": {"rate": 1}}, origin="x.toml"))


@pytest.mark.parametrize("ignored", ["SEQ008", "SEQ0", "bad-value"])
def test_errors_of_reading_can_not_be_ignored(ignored: str) -> None:
    """What is wrong with the text itself says that nothing else was checked."""
    text = SPEC.replace("units: 50", "units: many")
    configuration = Configuration(ignore=(ignored,), select=("SEQ601",))

    assert "SEQ008" in [each.code for each in check_text(text, configuration=configuration).report]


def test_a_word_is_compared_as_codes_and_names_are_written() -> None:
    """Upper case for codes, lower case for names."""
    names = rule_names()

    assert "SEQ4" == selector(" seq4 ", "--ignore", names)
    assert "dropout-out-of-range" == selector("DROPOUT-out-of-range", "--ignore", names)
    assert {each.code: each.name for each in rules()} == names
