"""
The README is true: every block of it is executed here.

`pytest tests/test_readme.py --update` writes the outputs of the console blocks anew. A line `...` stands for lines left
out; it stays where it is, and what it leaves out is not compared.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from itertools import takewhile
from pathlib import Path

import pytest
import yaml

from seqspec.analysis.control.project import read_configuration
from seqspec.analysis.manual import catalogue
from seqspec.cli import main as entry
from seqspec.language.data import Data
from seqspec.language.recipe.source import SOURCES, read_source
from seqspec.registry import ModuleRegistry
from tests.pages import BLOCK, Block, blocks_of, commands, matches, run

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXECUTED = ("sh", "yaml", "toml", "console", "python")
SET_UP = re.compile(r"python3 -m venv \.venv && \.venv/bin/pip install -e '\.\[([\w,]+)\]' && \.venv/bin/(\w+)( .*)?")
FIGURE = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
INSTALL = re.compile(r"pip install (?!-e '?\.|\./)")


def blocks(*languages: str) -> list[Block]:
    """The blocks in these languages, in order."""
    return [block for block in blocks_of(README.read_text("utf-8")) if block.language in languages]


def file_name(block: Block) -> str:
    """The name in the comment on the first line of a block."""
    return block.text.splitlines()[0].removeprefix("# ")


def scripts() -> list[Block]:
    """The Python blocks that are files, and are run where a console block says so."""
    return [block for block in blocks("python") if re.match(r"# \w+\.py\n", block.text)]


def column(heading: str, number: int) -> list[str]:
    """One column, counted from 0, of the table whose first column has this heading."""
    lines = README.read_text("utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = takewhile(lambda line: line.startswith("|"), lines[start + 2 :])
    return [row.strip("|").split(" | ")[number].strip() for row in rows]


def table(heading: str) -> dict[str, str]:
    """The first two columns of a table."""
    return dict(zip(column(heading, 0), column(heading, 1), strict=True))


# ------------------------------------------------------------------------------------------------------------ blocks


def test_every_block_is_of_a_kind_that_is_executed() -> None:
    """There is no block that no test looks at."""
    assert {block.language for block in blocks(*EXECUTED)} == {
        match[1] for match in BLOCK.finditer(README.read_text("utf-8"))
    }
    assert README.read_text("utf-8").count("```") == 2 * len(blocks(*EXECUTED))


def test_the_configuration_is_one(tmp_path: Path) -> None:
    """Every key, rule and threshold of the `[tool.seqspec]` that is shown is known, and what it says is heeded."""
    (block,) = blocks("toml")
    (tmp_path / "pyproject.toml").write_text(block.text, "utf-8")
    configuration = read_configuration(tmp_path / "pyproject.toml")
    configuration.require_thresholds()

    assert "warning" == configuration.fail_on
    assert ("SEQ601",) == configuration.ignore
    assert {"SEQ408": {"scaling": 0.1}} == configuration.thresholds


def test_the_set_up_is_two_commands() -> None:
    """Each makes an environment, installs extras that there are, and runs one program; the second passes the tests."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    found = [SET_UP.fullmatch(block.text.strip()) for block in blocks("sh")]
    assert all(found)

    first, second = (match for match in found if match)

    assert [name for match in (first, second) for name in match[1].split(",") if name not in extras] == []
    assert (first[2], first[3]) == ("seqspec", " fit specs/quickstart.yaml")
    assert (second[2], second[3]) == ("pytest", " -n auto --dist worksteal")
    assert (ROOT / "specs" / "quickstart.yaml").is_file()


def test_ci_runs_the_second_command() -> None:
    """`.ci/run` takes its test command from the README, so that they can't differ."""
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    pattern = re.search(r"grep -m1 '(.*)' README\.md", text)
    assert pattern is not None

    matching = [line for line in README.read_text("utf-8").splitlines() if re.search(pattern[1], line)]

    assert matching == [blocks("sh")[1].text.strip()]


def test_ci_counts_the_branches_by_the_command_that_is_told() -> None:
    """`.ci/run` takes the command that counts branches from the README, too, and runs it behind all other tests."""
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    pattern = re.search(r"^coverage=\$\(grep -om1 '(.*)' README\.md\)$", text, re.MULTILINE)
    assert pattern is not None

    found = re.findall(pattern[1], README.read_text("utf-8"))

    assert found == ['.venv/bin/pytest -n auto -m "not keras and not clock" --cov --cov-fail-under=100']
    assert text.endswith('eval "$tests -m \'keras or clock\'"\necho "+ $coverage"\neval "$coverage"\n')


def test_the_name_of_another_distribution_is_never_told() -> None:
    """`seqspec` on the package index is another tool: every install names this checkout."""
    texts = [README, *sorted((ROOT / "seqspec").rglob("*.py"))]
    wrong = re.compile(r"pip install ['\"]?seqspec(?!-keras)")

    assert [path.name for path in texts if wrong.search(path.read_text("utf-8"))] == []
    assert INSTALL.findall(README.read_text("utf-8")) == []


def test_the_workflow_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example for CI is YAML with the parts a workflow has, and gives the action inputs that it takes."""
    workflow = next(yaml.safe_load(block.text) for block in blocks("yaml") if "workflows" in file_name(block))
    step = next(step for step in workflow["jobs"]["specs"]["steps"] if step["uses"].startswith("./"))
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert step["with"].keys() <= action["inputs"].keys()

    monkeypatch.chdir(ROOT)

    assert entry.main(["lint", step["with"]["paths"], *step["with"]["args"].split()]) == 0


def test_the_hooks_are_some() -> None:
    """The example for pre-commit names a hook that there is."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shown = next(yaml.safe_load(block.text) for block in blocks("yaml") if "pre-commit" in file_name(block))

    assert [hook["id"] for hook in shown["repos"][0]["hooks"] if hook["id"] not in {each["id"] for each in hooks}] == []


# ------------------------------------------------------------------------------------------------------------ session


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a checkout has, and with the files that blocks name."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("specs", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    for block in [*blocks("yaml"), *scripts()]:
        path = folder / file_name(block)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")
    return folder


@pytest.mark.keras
def test_the_session_is_what_happens(place: Path, request: pytest.FixtureRequest) -> None:
    """Every command of the console blocks, one after the other, prints what is shown."""
    different = []
    for block in blocks("console"):
        for command, shown in commands(block):
            printed = run(command, place)
            if request.config.getoption("--update"):
                _update(command, shown, printed)
            elif not matches(shown, printed, command):
                different.append(f"$ {command}\n{printed}")

    assert different == []


def _update(command: str, shown: str, printed: str) -> None:
    text = README.read_text("utf-8")
    if not matches(shown, printed, command):
        README.write_text(text.replace(f"$ {command}\n{shown}", f"$ {command}\n{printed.rstrip()}\n"), "utf-8")


def test_the_python_works(place: Path) -> None:
    """The Python blocks that are no files run as they stand; the others are run by name."""
    named = [file_name(block) for block in scripts()]
    for number, block in enumerate(block for block in blocks("python") if block not in scripts()):
        script = place / f"block{number}.py"
        script.write_text(block.text, "utf-8")
        process = subprocess.run([sys.executable, script.name], cwd=place, capture_output=True, text=True, check=False)

        assert (process.returncode, process.stderr) == (0, "")
        assert process.stdout.startswith("0 errors in ")
    shown = [command for block in blocks("console") for command, _ in commands(block)]
    assert [name for name in named if f"python {name}" not in shown] == []


def test_a_left_out_part_hides_nothing_else() -> None:
    """The comparison allows what `...` says, and no more."""
    assert matches("a\n...\nd\n", "a\nb\nc\nd\n", "seqspec lint")
    assert matches("a\nb\n", "a\nb\n", "seqspec lint")
    assert matches("loss 0.123\n", "loss 0.98\n", "seqspec fit x")
    assert not matches("loss 0.123\n", "loss 0.98\n", "seqspec lint x")
    assert not matches("a\n...\nd\n", "a\nb\nc\n", "seqspec lint")
    assert not matches("a\n", "a\nb\n", "seqspec lint")
    assert not matches("b\n", "a\nb\n", "seqspec lint")


# ------------------------------------------------------------------------------------------------------------- tables


def test_the_table_of_commands_is_the_folder() -> None:
    """Each command with the line that `--help` gives it."""
    registry = ModuleRegistry("seqspec.cli")
    expected = {name: registry.load(name).HELP for name in registry.names if name != "main"}

    assert {cell.strip("`").split()[1]: text for cell, text in table("command").items()} == expected


RULES = re.compile(
    r"(?<=<!-- rules: written by `pytest tests/test_readme.py --update` -->\n).*?(?=<!-- end of rules -->)", re.S
)


def test_the_table_of_rules_is_that_of_the_command(request: pytest.FixtureRequest) -> None:
    """What stands between the marks is what `seqspec rules --format markdown` prints."""
    text, wanted = README.read_text("utf-8"), catalogue.markdown(catalogue.entries())
    if request.config.getoption("--update"):
        README.write_text(RULES.sub(lambda _: f"\n{wanted}\n", text), "utf-8")
        return

    assert [found.strip() for found in RULES.findall(text)] == [wanted.strip()]


def test_the_table_of_exit_codes_is_that_of_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """The README and `--help` say the same."""
    with pytest.raises(SystemExit):
        entry.main(["--help"])
    listed = dict(re.findall(r"^  (\d+) +(\S.*)$", capsys.readouterr().out, re.MULTILINE))

    assert table("exit code") == listed


def test_the_table_of_the_language_holds_examples_that_lint() -> None:
    """Every example of a section or a layer is valid where it belongs."""
    examples = [example for cell in column("part", 2) for example in re.findall(r"`([^`]+)`", cell)]

    assert len(examples) > 12
    assert [example for example in examples if _problems(example)] == []


@pytest.mark.parametrize("row", range(len(column("shape", 0))))
def test_the_table_of_shapes_says_what_the_pages_say(row: int) -> None:
    """Every shape has a spec and a page of its name, and each figure stands on the page, as it is or as a share."""
    spec, claims = column("shape", 1)[row], " ".join(column("shape", number)[row] for number in (3, 4))
    page = (ROOT / "examples" / f"{Path(spec.partition('(')[2].rstrip(')')).stem}.md").read_text("utf-8")

    figures = [number.replace(",", "") for number in FIGURE.findall(claims)]
    assert [each for each in figures if not {each, f"{float(each) / 100:.4g}"} & {*FIGURE.findall(page)}] == []


def test_the_table_of_sources_is_the_folder() -> None:
    """Each source has a row, and its example can be decoded."""
    examples = {
        cell.strip("`"): text.strip("`") for cell, text in zip(column("source", 0), column("source", 2), strict=True)
    }

    assert set(SOURCES.names) == examples.keys()
    assert {name: name for name in examples} == {
        name: read_source(yaml.safe_load(example)).name for name, example in examples.items()
    }


def test_the_table_of_recipes_holds_examples_that_decode() -> None:
    """Every example is valid in a recipe of series, and does what its row says by a key that there is."""
    examples = [example for cell in column("key", 2) for example in re.findall(r"`([^`]+)`", cell)]
    series = {"source": {"csv": "a.csv"}, "target": "y", "time": "t", "group": "g", "window": {"length": 28}}

    assert len(examples) > 8
    for example in examples:
        given = yaml.safe_load(example)
        features = ["y"] if "recursive" in example else ["y", "x"]
        assert given.keys() <= Data.model_fields.keys()
        Data.model_validate({**series, "features": features, **given})


def _problems(example: str) -> list[str]:
    from seqspec.analysis.linter import check_text
    from seqspec.language.spec import Spec

    settings = re.findall(r"--set '?([^\s']+)'?", example)
    key = example.partition(":")[0]
    if key == "extends":  # there is no other file here
        return []
    if key == "seqspec" or settings:
        data = "data: {source: {csv: a.csv}, target: y, window: {length: 100}}\n" if settings else ""
        text = f"{data}model: [{{LSTM: {{units: 4, input_shape: [100, 1]}}}}, {{Dense: 1}}]"
    elif key in Spec.model_fields:
        text = example if key == "model" else f"{example}\nmodel: [{{LSTM: 4}}, {{Dense: 1}}]"
    else:
        text = f"model:\n  - Input: [100, 1]\n  - {example}" if "nput" not in example else f"model:\n  - {example}"
    seed = "" if key == "runtime" else "runtime: {seed: 1}\n"
    checked = check_text(f"seqspec: 1\n{text}\n{seed}", "<example>", settings)
    return [each.message for each in checked.report if each.code != "SEQ101"]
