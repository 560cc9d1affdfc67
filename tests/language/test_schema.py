"""The JSON Schema of the language: it takes what lint takes, and refuses what can be seen without counting shapes."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from seqspec.analysis.rules import rules
from seqspec.diagnostics import Source
from seqspec.language.decode import decode
from seqspec.language.named import KINDS
from seqspec.language.named import read as read_name
from seqspec.language.problems import Problem
from seqspec.language.schema import schema
from seqspec.language.source import read
from tests.strategies import LAYERS, arguments

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SPECS = sorted(path for folder in (ROOT / "specs", ROOT / "examples", GOLDEN / "ok") for path in folder.rglob("*.y*ml"))
STRUCTURAL = {"SEQ003", "SEQ005", "SEQ006", "SEQ007", "SEQ008", "SEQ009", "SEQ010"}
# What one place alone can't tell: a schema of JSON sees no other section.
UNSEEN = {
    "seq005-validation-split": "`validation_split` is right where there are only `data.arrays`",
}
NAMED = [(kind, name) for kind in KINDS for name in KINDS[kind].registry.names]
EXAMPLE = re.compile(r"^Example:\n((?: {4}.*\n?)+)", re.MULTILINE)
MODEL = "seqspec: 1\nmodel: [Flatten]\n"


@cache
def validator() -> Draft202012Validator:
    """The schema, ready to be asked."""
    return Draft202012Validator(schema())


def plain(text: str) -> Any:
    """What a text says, without places."""
    document, findings = read(Source("<test>", text))
    assert document is not None, findings
    return document.root.plain


def accepts(text: str) -> bool:
    """Whether the schema takes a spec."""
    return bool(validator().is_valid(plain(text)))


def problems(text: str) -> list[str]:
    """What decoding has against a spec."""
    document, found = read(Source("<test>", text))
    assert document is not None
    return [finding.message for finding in found + decode(document)[1]]


def documented(kind: str, name: str) -> str | None:
    """The example in the documentation of a class, as it stands in a spec."""
    match = EXAMPLE.search(inspect.cleandoc(KINDS[kind].load(name).__doc__ or ""))
    return inspect.cleandoc(match[1]).splitlines()[0] if match else None


def test_the_schema_is_one() -> None:
    """It is valid JSON Schema 2020-12, and every reference leads somewhere."""
    found = schema()
    Draft202012Validator.check_schema(found)

    references = set(re.findall(r"'#/\$defs/([^']+)'", str(found)))

    assert references - found["$defs"].keys() == set()


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_specs_of_the_project_are_accepted(path: Path) -> None:
    """Every spec in the repository."""
    assert accepts(path.read_text("utf-8"))


def structural(text: str) -> bool:
    """Whether an error is found that needs no shapes and no other section."""
    document, found = read(Source("<test>", text))
    assert document is not None
    return any(finding.code in STRUCTURAL for finding in found + decode(document)[1])


@pytest.mark.parametrize("path", sorted((GOLDEN / "err").glob("*.yaml")), ids=lambda path: path.stem)
def test_broken_specs_are_refused(path: Path) -> None:
    """Whatever decoding has against the structure of a golden spec the schema has too, and not more."""
    text = path.read_bytes().decode("utf-8", "replace")
    if read(Source("<test>", text))[0] is None:
        pytest.skip("what is no YAML never comes to a schema")

    assert accepts(text) != (structural(text) and path.stem not in UNSEEN)


def test_the_exceptions_are_some() -> None:
    """Each is a spec that there is, and that the schema takes."""
    assert [name for name in UNSEEN if not accepts((GOLDEN / "err" / f"{name}.yaml").read_text("utf-8"))] == []


@pytest.mark.parametrize("code", [rule.code for rule in rules()])
def test_the_good_examples_of_the_rules_are_accepted(code: str) -> None:
    """What a rule shows as good is good to the schema."""
    documentation = next(rule.documentation for rule in rules() if rule.code == code)
    good = documentation.partition("## Good")[2]
    texts = re.findall(r"```yaml\n(.*?)```", good.partition("\n## ")[0], re.DOTALL)

    assert [text for text in texts if not accepts(text)] == []


@pytest.mark.parametrize(("kind", "name"), NAMED)
def test_documented_examples_are_accepted(kind: str, name: str) -> None:
    """The example of every layer, optimizer, loss and other name."""
    example = documented(kind, name)
    assert example is not None

    found = {"$ref": f"#/$defs/{kind}", "$defs": schema_definitions()}

    assert [error.message for error in Draft202012Validator(found).iter_errors(plain_value(example))] == []


@cache
def schema_definitions() -> dict[str, Any]:
    """The definitions of the schema."""
    definitions: dict[str, Any] = schema()["$defs"]
    return definitions


def plain_value(text: str) -> Any:
    """A value as YAML; the reader wants a mapping at the top or a bare name."""
    return plain(f"value:\n  {text}\n")["value"]


@pytest.mark.parametrize(("kind", "name"), NAMED)
def test_every_argument_is_there(kind: str, name: str) -> None:
    """The long form is closed, and holds exactly the arguments of the class, with those it requires."""
    cls = KINDS[kind].load(name)
    long_form = schema_definitions()[f"{kind}.{name}"]["anyOf"][0]
    required = [field for field in cls.arguments() if cls.model_fields[field].is_required()]

    assert long_form["additionalProperties"] is False
    assert set(long_form["properties"]) == set(cls.arguments())
    assert set(long_form.get("required", [])) == set(required)


def test_arguments_are_described() -> None:
    """Descriptions come from the documentation of the class, else from the glossary."""
    properties = schema_definitions()["layer.LSTM"]["anyOf"][0]["properties"]

    assert properties["units"]["description"] == "The size of the output."
    reset_after = schema_definitions()["layer.GRU"]["anyOf"][0]["properties"]["reset_after"]
    assert reset_after["description"] == "`reset_after` is the form that GPUs compute fast, with a second bias."


@pytest.mark.parametrize(
    "text",
    [
        "seqspec: 1\nmodel:\n  - Flatten\n  - Dense: 1\n  - Dense: {units: 1}\n  - {Dropout: 0.2}\n",
        "seqspec: 1\nmodel:\n  - Bidirectional: {layer: {LSTM: 32}, merge_mode: concat}\n",
        "seqspec: 1\nmodel:\n  - TimeDistributed: {Dense: 40}\n  - TimeDistributed: Flatten\n",
        "seqspec: 1\nmodel:\n  - repeat: {times: 3, layers: [{LSTM: 1}, {repeat: {times: 2, layers: [Flatten]}}]}\n",
        "seqspec: 1\nmodel:\n  - Input: [100, 1]\n  - Input: {shape: [100, 1], batch_size: 32, dtype: int32}\n",
        MODEL + "compile: {optimizer: adam, loss: mse, metrics: [mae, {MeanAbsoluteError: {name: error}}]}\n",
        MODEL + "compile: {optimizer: {Adam: 0.001}}\n",
        MODEL + "compile: {optimizer: {Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.1,"
        " decay_steps: 10}}, clipnorm: 1}}}\n",
        MODEL + "fit: null\n",
        MODEL + "data: {source: {csv: a.csv}, target: y, window: {length: 3}}\n",
        MODEL + "data: {source: {csv: {path: [a.csv], separator: ';'}}, target: [{column: y, kind: real}],"
        " window: {length: 3, stride: 2, normalize: last}, scale: {y: {minmax: [0, 1]}}, missing: {fill: 0},"
        " time: {column: t, format: '%Y'}, split: {validation: 0.1, test: 0.2}, clip: [0, null], log1p: true}\n",
        MODEL + "data: {arrays: {input: {shape: [100, 1]}, target: {shape: [1], kind: classes, classes: 3}}}\n",
        "seqspec: 1\nfragment: true\nfit: {epochs: 3}\n",
    ],
)
def test_what_the_language_allows_is_accepted(text: str) -> None:
    """Every form of the language; decoding has nothing against it either."""
    assert problems(text) == []
    assert accepts(text)


def test_a_spec_that_extends_another_may_lack_what_that_one_has() -> None:
    """The schema sees one file, and can't know what the other one holds."""
    assert accepts("seqspec: 1\nextends: base.yaml\nfit: {epochs: 3}\n")


@given(st.data())
def test_what_decoding_takes_the_schema_takes(data: st.DataObject) -> None:
    """No layer that can be read is refused, whatever its arguments."""
    name = data.draw(st.sampled_from(LAYERS))
    layer = {name: data.draw(arguments(KINDS["layer"].load(name)))}
    try:
        read_name("layer", layer)
    except (ValidationError, Problem):
        return

    assert validator().is_valid({"seqspec": 1, "model": [layer]})


@pytest.mark.parametrize(
    "text",
    [
        "model: [Flatten]\n",
        "seqspec: 2\nmodel: [Flatten]\n",
        "seqspec: 1\n",
        "seqspec: 1\nmodel: []\n",
        "seqspec: 1\nmodel: [Dense]\n",
        "seqspec: 1\nmodel: [LSTN]\n",
        "seqspec: 1\nmodel:\n  - LSTM: {unit: 3}\n",
        'seqspec: 1\nmodel:\n  - LSTM: "3"\n',
        "seqspec: 1\nmodel:\n  - LSTM: 0\n",
        "seqspec: 1\nmodel:\n  - LSTM: {units: 3, return_sequences: 'no'}\n",
        "seqspec: 1\nmodel:\n  - LSTM: {units: 3, activation: tan}\n",
        "seqspec: 1\nmodel:\n  - LSTM:\n",
        "seqspec: 1\nmodel:\n  - {LSTM: 3, Dense: 1}\n",
        "seqspec: 1\nmodel:\n  - Flatten: {}\n  - repeat: {times: 3}\n",
        MODEL + "compile: {optimizer: adan}\n",
        MODEL + "compile: {optimizer: {Adam: {CosineDecay: {initial_learning_rate: 0.1, decay_steps: 10}}}}\n",
        MODEL + "compile: {metrics: mae}\n",
        MODEL + "fit: {epoch: 3}\n",
        MODEL + "fit: {epochs: 3.5}\n",
        MODEL + "runtime: {backend: theano}\n",
        MODEL + "data: {source: a.csv, target: y, window: {length: 3}}\n",
        MODEL + "data: {source: {csw: a.csv}, target: y, window: {length: 3}}\n",
        MODEL + "data: {source: {csv: a.csv}, target: y, window: {lenght: 3}}\n",
        MODEL + "data: {source: {csv: a.csv}, target: y, window: {length: 3}, scale: max}\n",
        MODEL + "data: {source: {csv: a.csv}, target: y, window: {length: 3}, missing: bfill}\n",
        MODEL + "optimizer: adam\n",
    ],
)
def test_what_can_be_seen_to_be_wrong_is_refused(text: str) -> None:
    """Unknown names and keys, wrong types, values that are no choice, forms that are none; decoding agrees."""
    assert problems(text) != []
    assert not accepts(text)


def undescribed(schema: Any, path: str = "") -> list[str]:
    """Where a property lies that has no description, neither its own nor that of what it refers to."""
    if isinstance(schema, list):
        return [found for index, each in enumerate(schema) for found in undescribed(each, f"{path}/{index}")]
    if not isinstance(schema, dict):
        return []
    properties = schema.get("properties", {})
    silent = [f"{path}/{name}" for name, each in properties.items() if not _described(each)]
    return silent + [
        found for key, each in schema.items() if key != "default" for found in undescribed(each, f"{path}/{key}")
    ]


def _described(schema: Any) -> bool:
    if schema is True or schema.get("description"):
        return True
    return bool(schema_definitions().get(schema.get("$ref", "").rpartition("/")[2], {}).get("description"))


def test_every_property_is_described() -> None:
    """An editor has something to show for every key and every argument, and for every definition."""
    assert undescribed(schema()) == []
    assert [name for name, each in schema_definitions().items() if not each.get("description")] == []


def test_descriptions_are_for_users() -> None:
    """No description speaks of methods or of Python's names, and no definition is called after a module's path."""
    text = repr(schema())

    assert [word for word in ("()`", "`broken`", "model_validator", "`Recipe`", "ClassVar") if word in text] == []
    assert [name for name in schema_definitions() if "__" in name] == []
