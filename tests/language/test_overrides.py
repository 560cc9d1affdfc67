"""`extends` and `--set`: what they change, what they refuse, and where their findings point."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seqspec.analysis.linter import check_file, check_text
from seqspec.diagnostics import Finding, Place, Source
from seqspec.language.composition import compose
from seqspec.language.source import read, read_file

SPEC = """\
seqspec: 1
model:
  - SimpleRNN: 50
  - Dropout
  - SimpleRNN: {units: 20}
  - TimeDistributed: {Dense: 1}
compile: {optimizer: adam, loss: mse}
fit: {epochs: 100}
data:
"""


def set_in(text: str, *settings: str) -> tuple[Any, list[Finding]]:
    """The plain values after `--set`, and the findings."""
    document, _ = read(Source("spec.yaml", text))
    assert document is not None
    document, findings = compose(document, None, settings)
    return document.root.plain, findings


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("fit.epochs=5", ("fit", "epochs"), 5),
        ("fit.shuffle=false", ("fit", "shuffle"), False),
        ("runtime.seed=7", ("runtime", "seed"), 7),
        ("model[0].SimpleRNN.units=64", ("model", 0, "SimpleRNN", "units"), 64),
        ("model[0].SimpleRNN.activation=relu", ("model", 0, "SimpleRNN"), {"units": 50, "activation": "relu"}),
        ("model[2].SimpleRNN.units=64", ("model", 2, "SimpleRNN", "units"), 64),
        ("model[1].Dropout.rate=1e-3", ("model", 1, "Dropout", "rate"), 0.001),
        ("model[1]={Dense: 3}", ("model", 1), {"Dense": 3}),
        ("compile.optimizer.Adam.learning_rate=0.1", ("compile", "optimizer"), {"Adam": {"learning_rate": 0.1}}),
        ("compile.optimizer=sgd", ("compile", "optimizer"), "sgd"),
        ("compile.metrics=[mae, {AUC: {curve: PR}}]", ("compile", "metrics"), ["mae", {"AUC": {"curve": "PR"}}]),
        ("name=a=b", ("name",), "a=b"),
        ("fit.epochs=", ("fit", "epochs"), None),
        ("fit.batch_size=null", ("fit", "batch_size"), None),
        ("runtime= ~", ("runtime",), None),
        ("data.target=y", ("data",), {"target": "y"}),
    ],
)
def test_a_setting_changes_one_value(setting: str, path: tuple[str | int, ...], value: Any) -> None:
    """A setting addresses the normal form, whatever form the spec is written in, and reads its value as YAML 1.2."""
    root, findings = set_in(SPEC, setting)
    for step in path:
        root = root[step]

    assert [] == findings
    assert value == root


def test_a_star_changes_every_layer_of_the_name() -> None:
    """`model[*].SimpleRNN` reaches each SimpleRNN and nothing else."""
    root, findings = set_in(SPEC, "model[*].SimpleRNN.activation=relu")

    assert [] == findings
    assert {"units": 50, "activation": "relu"} == root["model"][0]["SimpleRNN"]
    assert {"units": 20, "activation": "relu"} == root["model"][2]["SimpleRNN"]
    assert "Dropout" == root["model"][1]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("fit.epochs", "`fit.epochs` is no setting"),
        ("=5", "`=5` is no setting"),
        ("model[first].Dense.units=5", "`model[first].Dense.units=5` is no setting"),
        ("model[9].Dense.units=1", "`model` has 4 items, so there is no [9]"),
        ("model[0].LSTM.units=1", "this layer is `SimpleRNN`, not `LSTM`"),
        ("model[*].LSTM.units=1", "no item of `model` is a `LSTM`"),
        ("seqspec.x=1", "`seqspec` holds no keys, so there is no `x` to set"),
        ("fit.epochs=[", "a `[` or a `{` before this is never closed"),
        ("fit={epochs: 1, epochs: 2}", "the key `epochs` is given twice"),
        ("extends=base.yaml", "`extends` can't be set: a setting is laid over what the spec extends"),
    ],
)
def test_a_setting_that_can_t_be_made_says_why(setting: str, message: str) -> None:
    """A setting with no such place is a finding at the flag itself, and changes nothing."""
    root, findings = set_in(SPEC, setting)

    assert [message] == [finding.message for finding in findings]
    assert root == set_in(SPEC)[0]
    assert findings[0].path.source.name == "--set"  # type: ignore[union-attr]  # a Place, not a path


def compose_file(path: Path, *settings: str) -> tuple[Any, list[Finding]]:
    """The plain values of a file with what it extends."""
    document, _, findings = read_file(path)
    assert document is not None, findings
    document, findings = compose(document, path, settings)
    return document.root.plain, findings


def test_mappings_merge_lists_replace_and_null_deletes(tmp_path: Path) -> None:
    """A spec lies over the one it extends: mappings merge, lists replace, `null` deletes."""
    (tmp_path / "base.yaml").write_text(SPEC + "runtime: {seed: 1, backend: jax}\n")
    (tmp_path / "top.yaml").write_text(
        "extends: base.yaml\nmodel: [{Dense: 1}]\nfit: {batch_size: 8}\nruntime: {seed: null}\n"
    )

    root, findings = compose_file(tmp_path / "top.yaml")

    assert [] == findings
    assert [{"Dense": 1}] == root["model"]
    assert {"epochs": 100, "batch_size": 8} == root["fit"]
    assert {"backend": "jax"} == root["runtime"]


def test_another_choice_replaces_and_the_same_choice_merges(tmp_path: Path) -> None:
    """`Adam` over `SGD` is Adam alone; `Adam` over `Adam` merges the arguments."""
    (tmp_path / "base.yaml").write_text("compile: {optimizer: {Adam: {learning_rate: 0.1, beta_1: 0.5}}}\n")
    (tmp_path / "same.yaml").write_text("extends: base.yaml\ncompile: {optimizer: {Adam: {beta_1: 0.9}}}\n")
    (tmp_path / "other.yaml").write_text("extends: base.yaml\ncompile: {optimizer: {SGD: {momentum: 0.9}}}\n")

    same, _ = compose_file(tmp_path / "same.yaml")
    other, _ = compose_file(tmp_path / "other.yaml")

    assert {"Adam": {"learning_rate": 0.1, "beta_1": 0.9}} == same["compile"]["optimizer"]
    assert {"SGD": {"momentum": 0.9}} == other["compile"]["optimizer"]


def test_paths_belong_to_the_file_that_wrote_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A base's data path stays beside the base; a setting's path is relative to the working folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "bases").mkdir()
    (tmp_path / "specs").mkdir()
    (tmp_path / "bases" / "base.yaml").write_text("data: {source: {csv: prices.csv}}\n")
    top = tmp_path / "specs" / "top.yaml"
    top.write_text("extends: ../bases/base.yaml\n")
    monkeypatch.chdir(tmp_path)

    assert "../bases/prices.csv" == compose_file(top)[0]["data"]["source"]["csv"]
    assert "../mine.csv" == compose_file(top, "data.source.csv=mine.csv")[0]["data"]["source"]["csv"]
    assert "../mine.csv" == compose_file(top, "data.source={csv: mine.csv}")[0]["data"]["source"]["csv"]


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("{csv: {path: prices.csv, separator: ;}}", {"csv": {"path": "../bases/prices.csv", "separator": ";"}}),
        ("{jsonl: {path: [a.jsonl, b.jsonl]}}", {"jsonl": {"path": ["../bases/a.jsonl", "../bases/b.jsonl"]}}),
        ("{text: prices.csv}", {"text": "prices.csv"}),
        ("{unknown: prices.csv}", {"unknown": "prices.csv"}),
        ("{csv: [a.csv, {b: c.csv}]}", {"csv": ["../bases/a.csv", {"b": "c.csv"}]}),
        ("{pairs: 3}", {"pairs": 3}),
        ("{csv: /data/prices.csv}", {"csv": "/data/prices.csv"}),
        ("{sklearn: digits}", {"sklearn": "digits"}),
        ("digits", "digits"),
    ],
)
def test_only_paths_are_seen_from_another_folder(tmp_path: Path, written: str, moved: Any) -> None:
    """Every form of a file's path moves with the spec that wrote it; all else stays as it is."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "bases").mkdir()
    (tmp_path / "specs").mkdir()
    (tmp_path / "bases" / "base.yaml").write_text(f"data: {{source: {written}}}\n")
    top = tmp_path / "specs" / "top.yaml"
    top.write_text("extends: ../bases/base.yaml\n")

    assert moved == compose_file(top)[0]["data"]["source"]


def test_a_backtest_takes_the_place_of_another_split(tmp_path: Path) -> None:
    """The two share no key, so nothing is merged; of one kind they are laid over each other."""
    (tmp_path / "base.yaml").write_text("data: {split: {validation: 0.1, test: 0.2}}\n")
    (tmp_path / "other.yaml").write_text("extends: base.yaml\ndata: {split: {backtest: {folds: 3}}}\n")
    (tmp_path / "same.yaml").write_text("extends: base.yaml\ndata: {split: {test: 0.3}}\n")

    assert {"backtest": {"folds": 3}} == compose_file(tmp_path / "other.yaml")[0]["data"]["split"]
    assert {"validation": 0.1, "test": 0.3} == compose_file(tmp_path / "same.yaml")[0]["data"]["split"]


def test_a_base_that_can_t_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A base that is no YAML, or that the system doesn't give out, is a finding where it is named."""
    (tmp_path / "base.yaml").write_text("fit: [\n")
    (tmp_path / "top.yaml").write_text("extends: base.yaml\n")
    _, broken = compose_file(tmp_path / "top.yaml")

    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("seqspec.language.extends.read_file", denied)
    _, locked = compose_file(tmp_path / "top.yaml")

    assert "`base.yaml`, which this spec extends, can't be read" in [each.message for each in broken]
    assert ["can't read `base.yaml`: permission denied"] == [each.message for each in locked]


def test_what_is_no_file_extends_none() -> None:
    """A spec from the standard input has no folder to look for its base in."""
    assert ["a spec that is no file can't extend another"] == [each.message for each in set_in("extends: a.yaml\n")[1]]


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("missing.yaml", "there is no file `missing.yaml` to extend"),
        ("top.yaml", "`top.yaml` extends this spec in turn: a circle"),
        ("../outside.yaml", "`../outside.yaml` lies outside the project"),
        ("base.json", "`extends` takes a local .yaml or .yml file, and this is `base.json`"),
        ("x" * 5000 + ".yaml", "there is no file `xxx"),
        ("loop.yaml", "there is no file `loop.yaml` to extend"),
        ("folder.yaml", "there is no file `folder.yaml` to extend"),
        ("https://example.com/base.yaml", "`extends` takes a local .yaml or .yml file, and this is"),
    ],
)
def test_a_base_that_can_t_be_used_says_why(tmp_path: Path, extends: str, message: str) -> None:
    """What is missing, circular, outside the project or no local YAML file is refused at its place."""
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_text("seqspec: 1\n")
    (folder / "top.yaml").write_text(f"extends: {extends}\n")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "folder.yaml").mkdir()

    _, findings = compose_file(folder / "top.yaml")

    assert 1 == len(findings)
    assert findings[0].message.startswith(message)


def test_what_an_unread_base_would_have_brought_is_not_missing(tmp_path: Path) -> None:
    """Without its base nobody knows whether a spec has data, a seed or a model."""
    (tmp_path / "top.yaml").write_text("seqspec: 1\nextends: bas.yaml\n")

    assert ["there is no file `bas.yaml` to extend"] == [
        each.message for each in check_file(tmp_path / "top.yaml").report
    ]


def test_a_base_below_the_working_folder_has_a_short_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding in it names the file as a person, and a pull request, would."""
    (tmp_path / "base.yaml").write_text("fit: {epochs: 010}\n")
    (tmp_path / "top.yaml").write_text("extends: base.yaml\n")
    monkeypatch.chdir(tmp_path)

    (finding,) = compose_file(Path("top.yaml"))[1]

    assert isinstance(finding.path, Place)
    assert "base.yaml" == finding.path.source.name


def test_a_circle_over_two_files_is_found(tmp_path: Path) -> None:
    """Two specs that extend each other are an error, not a hang."""
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")

    _, findings = compose_file(tmp_path / "a.yaml")

    assert ["`a.yaml` extends this spec in turn: a circle"] == [finding.message for finding in findings]


def test_more_than_sixteen_levels_are_refused(tmp_path: Path) -> None:
    """A chain of specs has a bound."""
    for level in range(20):
        (tmp_path / f"s{level}.yaml").write_text(f"extends: s{level + 1}.yaml\n")

    _, findings = compose_file(tmp_path / "s0.yaml")

    assert ["more than 16 specs extend one another"] == [finding.message for finding in findings]


def test_a_setting_of_a_layer_that_nobody_knows_is_not_completed() -> None:
    """Where the name of the layer is none, no path through it could be written."""
    _, (finding,) = set_in("model: [Foo]\n", "model[0].units=1")

    assert ("this layer is `Foo`, not `units`", None) == (finding.message, finding.help)


def test_a_setting_without_the_name_of_its_layer_is_completed() -> None:
    """The help is the setting, ready to be written; where another name is given there is nothing to complete."""
    text = "seqspec: 1\nmodel:\n  - Masking: {mask_value: 0.0, input_shape: [5, 1]}\n"
    (wrong,) = (each for each in check_text(text, settings=["model[0].units=64"]).report if each.code == "SEQ005")
    (other,) = (each for each in check_text(text, settings=["model[0].LSTM.units=64"]).report if each.code == "SEQ005")

    assert "write `model[0].Masking.units=64`" == wrong.help
    assert other.help is None


@pytest.mark.parametrize(
    ("setting", "help"),
    [
        ("fit.epoch=3", "write `fit.epochs=3`"),
        ("model[2].SimpleRNN.unit=a=b", "write `model[2].SimpleRNN.units=a=b`"),
        ("model[*].SimpleRNN.unit=3", None),
    ],
)
def test_a_setting_of_a_misspelt_key_is_corrected_although_the_right_one_is_there(
    setting: str, help: str | None
) -> None:
    """It is in the file, which the setting is to be laid over; nothing is to be taken out."""
    told = check_text(SPEC.removesuffix("data:\n"), "spec.yaml", [setting]).report.diagnostics[0]

    assert "did you mean" in told.message
    assert help == told.help
    assert None is told.fix


def test_a_key_of_a_setting_stands_beside_its_own_alone() -> None:
    """Of two in one flag, one is to be taken out."""
    (told, *_) = check_text(SPEC.removesuffix("data:\n"), "spec.yaml", ["fit={epoch: 3, epochs: 4}"]).report

    assert "`epochs` is already there; take this one out" == told.help


def test_what_a_spec_extends_is_no_obstacle_to_a_key(tmp_path: Path) -> None:
    """A misspelt key can be renamed to one of the base, which it is meant to be laid over."""
    (tmp_path / "base.yaml").write_text(SPEC.removesuffix("data:\n"))
    (tmp_path / "child.yaml").write_text("seqspec: 1\nextends: base.yaml\nfit: {epoch: 3}\n")

    (told,) = (each for each in check_file(tmp_path / "child.yaml").report if each.code == "SEQ005")

    assert "`fit` has no key `epoch`; did you mean `epochs`?" == told.message
    assert told.fix is not None
    assert "write `epochs`" == told.fix.title
