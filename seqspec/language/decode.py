"""
Document → Spec, with every problem at its path.

Each section and each layer is decoded by itself, so that one mistake hides no other: what can't be read is left out,
said to be broken, and the rest is checked all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from seqspec.diagnostics import Delete, Edit, Finding, Fix, Path, Place, Rename, Replace, Span, TextEdit
from seqspec.language import problems
from seqspec.language.data import Data
from seqspec.language.document import Document, Entry, entries_of
from seqspec.language.layer import Layer, Unknown
from seqspec.language.named import Named, read, retired
from seqspec.language.recipe.source import SOURCES
from seqspec.language.recipe.split import Split
from seqspec.language.recipe.window import Window
from seqspec.language.salvage import salvage
from seqspec.language.settings import corrected
from seqspec.language.spec import MAX_LAYERS, VERSION, Compile, Fit, Repeat, Runtime, Spec, count_layers
from seqspec.language.weights import weight_problems

_SECTIONS: dict[str, type[BaseModel]] = {"data": Data, "compile": Compile, "fit": Fit, "runtime": Runtime}
_TEXTS = ("name", "description", "extends")
_PAIR = re.compile(r"\w+: ")
_RATES = ("lr", "learning_rate")
_APART = {"clip", "difference", "known_future", "log1p", "missing", "scale", "season", "static"}
"""The keys of the recipe that decide which values are delivered, and neither how many nor of which kind."""
_LISTS = {"compile": ("metrics", "weighted_metrics")}


def decode(document: Document) -> tuple[Spec | None, list[Finding]]:
    """
    Read a document as a spec.

    Returns:
        the spec as far as it could be read (None where it is no mapping at all), and every finding.
    """
    decoder = _Decoder(document)
    return decoder.spec(), decoder.findings


class _Decoder:
    """One pass over one document; collects findings."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Finding] = []
        self.broken: set[str] = set()
        self.meant: set[str] = set()  # the sections that stand there under another name

    def spec(self) -> Spec | None:
        root = self.document.root.plain
        if not isinstance(root, dict):
            message = f"a spec is a mapping that starts with `seqspec: {VERSION}`, and this is {problems.kind_of(root)}"
            self._report(problems.problem("SEQ013", message), ())
            return None
        self._check_keys(root)
        self._check_version(root)
        values: dict[str, Any] = {key: self._text(root, key) for key in _TEXTS}
        for name, section in _SECTIONS.items():
            values[name] = self._section(root, name, section)
        values["fragment"] = root.get("fragment") is True
        values["model"] = self._model(root, values["fragment"])
        given = {key: value for key, value in values.items() if value is not None}
        spec = Spec.model_construct(**given)
        spec._broken = frozenset(self.broken)
        for path, problem in weight_problems(spec):
            self._report(problem, path)
        return spec

    # ------------------------------------------------------------------------------------------------ the top level

    def _check_version(self, root: dict[str, Any]) -> None:
        version = root.get("seqspec")
        if (version == VERSION and not isinstance(version, bool)) or "seqspec" in self.meant:
            return
        help, fix = f"write `seqspec: {VERSION}`", None
        if "seqspec" not in root:
            message = "the spec does not say which version of the language it is written in"
            problem = problems.problem("SEQ013", message, help=f"start with `seqspec: {VERSION}`")
            fix = self._begun() if "model" in root else None  # any YAML lacks the version
        elif isinstance(version, int) and not isinstance(version, bool):
            problem = problems.problem("SEQ013", f"version {version} of the language is not known here", help=help)
        else:
            message = f"`seqspec` has to be the number {VERSION}, and this is {problems.kind_of(version)}"
            meant = {"replace": str(VERSION), "safe": True} if version == str(VERSION) else {}
            problem = problems.problem("SEQ013", message, help=help, **meant)
        self._report(problem, ("seqspec",), fix)

    def _begun(self) -> Fix | None:
        """The version as a line of its own before the first key, where that begins a line."""
        source, keys = self.document.root.place.source, (entry.key for entry in entries_of(self.document.root).values())
        first = min((key.span for key in keys if key.source is source), key=lambda span: span.line, default=None)
        before = source.lines[first.line - 1][: first.column - 1] if first else ""
        if first is None or before.strip():
            return None
        place = Place(source, Span(first.line, first.column, first.line, first.column))
        written = f"seqspec: {VERSION}"
        return Fix(f"begin with `{written}`", "safe", (TextEdit(place, f"{written}\n{before}"),))

    def _check_keys(self, root: dict[str, Any]) -> None:
        for key in root:
            if key not in Spec.model_fields:
                unknown = problems.unknown_key("SEQ005", key, "a spec", list(Spec.model_fields))
                wrong = _synonym(key) or _misplaced(key) or unknown
                self.meant.add((wrong.context or {}).get("rename", ""))
                self._report(wrong, (key,))
        if not isinstance(root.get("fragment", False), bool):
            wrong = problems.problem("SEQ008", "`fragment` has to be true or false")
            self._report(problems.a_switch("`fragment`", root["fragment"]) or wrong, ("fragment",))

    def _text(self, root: dict[str, Any], key: str) -> str | None:
        value = root.get(key)
        if value is None or isinstance(value, str):
            return value
        message = f"`{key}` has to be a text, and this is {problems.kind_of(value)}"
        self._report(problems.problem("SEQ008", message, replace=f'"{value}"', safe=True), (key,))
        return None

    def _section(self, root: dict[str, Any], name: str, model: type[BaseModel]) -> Any:
        value = root.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._report(
                problems.problem("SEQ008", f"`{name}` has to be a mapping, and this is {problems.kind_of(value)}"),
                (name,),
            )
            self.broken.add(name)
            return None
        return self._whole(name, model, self._tidied(name, value))

    def _whole(self, name: str, model: type[BaseModel], value: dict[str, Any]) -> Any:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self._report_all(error, (name,), model)
            wrong = {str(detail["loc"][0]) for detail in error.errors(include_url=False) if detail["loc"]}
        return self._without(name, model, value, wrong)

    def _without(self, name: str, model: type[BaseModel], value: dict[str, Any], wrong: set[str]) -> Any:
        """What is left of a section without its wrong keys; a recipe that others of its keys build on is not taken."""
        if not wrong & value.keys() or (name == "data" and not wrong <= _APART):
            self.broken.add(name)
            return None
        self.broken |= {f"{name}.{key}" for key in wrong}
        return self._whole(name, model, {key: kept for key, kept in value.items() if key not in wrong})

    def _tidied(self, section: str, value: dict[str, Any]) -> dict[str, Any]:
        """The section with what can be read in one way only put right, and said so."""
        tidy = dict(value)
        for key in _LISTS.get(section, ()):
            if isinstance(tidy.get(key), str | dict):
                tidy[key] = [tidy[key]]
                self._report(_not_a_list(key, value[key]), (section, key))
        if section == "fit" and tidy.pop("validation_data", None) is not None:
            help = "say which part of the data validates: `data.split.validation`"
            message = "`validation_data` can't stand in a spec"
            self._report(problems.problem("SEQ005", message, target="key", help=help), ("fit", "validation_data"))
        return tidy

    # ------------------------------------------------------------------------------------------------------ layers

    def _model(self, root: dict[str, Any], fragment: bool) -> list[Layer | Repeat]:
        """The layers; `model` is broken where there are none to be had."""
        entries = root.get("model")
        if entries is None and fragment:
            return []
        if "model" not in root:
            refusal = problems.problem("SEQ013", "the spec has no `model`", help="list the layers under `model:`")
        elif not isinstance(entries, list) or not entries:
            refusal = _no_layers("SEQ013", "model", entries)
        else:
            layers = self._entries(entries, ("model",))
            count = count_layers(layers)
            if count <= MAX_LAYERS:
                return layers
            message = f"{count:,} layers once every `repeat` is written out, more than the limit of {MAX_LAYERS:,}"
            refusal = problems.problem("SEQ011", message)
        if "model" in root or not self._is_foreign(root):
            self._report(refusal, ("model",) if "model" in root else ())
        self.broken.add("model")
        return []

    def _is_foreign(self, root: dict[str, Any]) -> bool:
        """Whether it is said already why there is no `model`: it has another name, or the language another version."""
        version = root.get("seqspec", VERSION)
        return "model" in self.meant or (isinstance(version, int) and version != VERSION)

    def _entries(self, entries: list[Any], path: Path) -> list[Layer | Repeat]:
        return [self._entry(entry, (*path, index)) for index, entry in enumerate(entries)]

    def _entry(self, entry: Any, path: Path) -> Layer | Repeat:
        if isinstance(entry, dict) and list(entry) == ["repeat"]:
            return self._repeat(entry["repeat"], (*path, "repeat"))
        try:
            layer = read("layer", entry)
            for location, problem in retired(layer, path):
                self._report(self._declares_input(location, layer) or problem, location)
            return layer  # type: ignore[return-value]  # a Named of kind "layer" is a Layer
        except ValidationError as error:
            self._report_all(error, path, Layer)
            return salvage(entry, problems.reword(error, Layer))
        except PydanticCustomError as error:
            self._report(error, path)
            return salvage(entry, [((), error)])

    def _declares_input(self, location: Path, layer: Named) -> problems.Problem | None:
        """SEQ009 of an `input_length` on the first layer, where nothing else says what the model takes."""
        length = self.document.get(location)
        if (
            length is None
            or location != ("model", 0, "Embedding", "input_length")
            or "input_shape" in layer.model_fields_set
            or "data" in self._keys
            or not is_length(length.plain)
        ):
            return None
        return problems.problem(
            "SEQ009",
            "`input_length` no longer says what the model takes",
            target="key",
            keras="warns: deprecated, just remove it; the model has no weights until the first batch of `fit`",
            help=f"write `input_shape: [{length.plain}]`",
            rename="input_shape",
            replace=f"[{length.plain}]",
            safe=True,
        )

    @property
    def _keys(self) -> set[str]:
        """The sections that are written."""
        return set(entries_of(self.document.root))

    def _repeat(self, body: Any, path: Path) -> Layer | Repeat:
        shell = None
        try:
            shell = Repeat.model_validate({**body, "layers": [Unknown()]} if isinstance(body, dict) else body)
        except ValidationError as error:
            self._report_all(error, path, Repeat)
        if not isinstance(body, dict):
            return Unknown(given="repeat")
        layers = body.get("layers")
        if not isinstance(layers, list) or not layers:
            self._report(_no_layers("SEQ008", "layers", layers), (*path, "layers"))
            return Unknown(given="repeat")
        decoded = self._entries(layers, (*path, "layers"))
        return Unknown(given="repeat") if shell is None else shell.model_copy(update={"layers": decoded})

    # ------------------------------------------------------------------------------------------------------ reports

    def _report_all(self, error: ValidationError, path: Path, owner: type[BaseModel]) -> None:
        for location, problem in problems.reword(error, owner):
            unknown = problem.type == "SEQ005" and len(path) == len(location) == 1
            better = _misplaced_in(str(path[0]), str(location[0]), self.document) if unknown else None
            self._report(better or problem, path + location)

    def _report(self, problem: problems.Problem, path: Path, fix: Fix | None = None) -> None:
        context = problems.beside(dict(problem.context or {}), self._siblings(path))
        key = context.get("rename")
        setting = corrected(self.document.locate(path, "key"), path, key) if key else None
        self.findings.append(
            Finding(
                path,
                context["message"],
                target=context.get("target", "value"),
                keras=context.get("keras"),
                help=f"write `{setting}`" if setting else context.get("help"),
                fix=fix or self._fix(context, path),
                code=problem.type,
                severity=context.get("severity"),
            )
        )

    def _siblings(self, path: Path) -> set[str]:
        """The keys written beside a key, itself left out; those that it is laid over, in another text, are not."""
        above, whole = self.document.find(path[:-1])
        entries = entries_of(above.node if isinstance(above, Entry) else above) if path and whole else {}
        source = self.document.locate(path, "key").source
        return {key for key, entry in entries.items() if key != path[-1] and entry.key.source is source}

    def _fix(self, context: dict[str, Any], path: Path) -> Fix | None:
        edits = self._edits(context, path)
        if not edits:
            return None
        written = ": ".join(context[key] for key in ("rename", "replace") if key in context)
        words = "delete it" if isinstance(edits[0], Delete) else f"write `{written}`"
        return Fix(words, "safe" if context.get("safe") else "unsafe", edits)

    def _edits(self, context: dict[str, Any], path: Path) -> tuple[Edit, ...]:
        if context.get("delete"):
            return (Delete(path),)
        edits: list[Edit] = []
        if rename := context.get("rename"):
            found, _ = self.document.find(path)
            edits.append(Rename(path, rename) if isinstance(found, Entry) else Replace(path, rename))
        if replace := context.get("replace"):
            pair = _PAIR.match(replace) and not isinstance(path[-1], int)  # only an item of a list needs no braces
            edits.append(Replace(self._written(path), f"{{{replace}}}" if pair else replace))
        return tuple(edits)

    def _written(self, path: Path) -> Path:
        """Where the value of an argument stands: in the short form, `LSTM: "32"`, it is the value of the name."""
        found, whole = self.document.find(path)
        above, above_whole = self.document.find(path[:-1])
        node = above.node if isinstance(above, Entry) else above
        short = not whole and above_whole and isinstance(above, Entry) and isinstance(node.value, str)
        return path[:-1] if short and found is above else path


def is_length(value: Any) -> bool:
    """Whether a value can be a number of time steps."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _no_layers(code: str, key: str, value: Any) -> problems.Problem:
    what = "an empty list" if value == [] else problems.kind_of(value)
    message = f"`{key}` has to be a list of layers, and this is {what}"
    return problems.problem(code, message, help="write one layer a line, each after `- `")


def _synonym(key: str) -> problems.Problem | None:
    """What other languages call a section of ours."""
    if key != "layers":
        return None
    said = f"a spec has no key `{key}`"
    return problems.problem("SEQ005", f"{said}; did you mean `model`?", target="key", rename="model", alone=said)


def _misplaced_in(section: str, key: str, document: Document) -> problems.Problem | None:
    """A key that belongs into the optimizer, into a part of the recipe or into another section."""
    if section == "compile" and key in _RATES:
        node = document.get((section, key))
        rate = node.plain if node is not None and isinstance(node.value, int | float) else 0.001
        message = f"`{key}` belongs to the optimizer"
        return problems.problem("SEQ005", message, target="key", help=f"write `optimizer: {{Adam: {rate}}}`")
    if section == "data":
        home = next((name for name, keys in _parts_of_data().items() if key in keys), None)
        if home is not None:
            help = f"move it into `{home}`, as in `{home}: {{{key}: ...}}`"
            return problems.problem("SEQ005", f"`{key}` belongs into `{home}`", target="key", help=help)
    return _misplaced(key) if section in _SECTIONS else None


def _parts_of_data() -> dict[str, Collection[str]]:
    return {"source": SOURCES.names, "window": Window.model_fields, "split": Split.model_fields}


def _misplaced(key: str) -> problems.Problem | None:
    """A key that belongs into a section, written at the top."""
    home = next((name for name, model in _SECTIONS.items() if key in model.model_fields), None)
    if home is None:
        return None
    return problems.problem("SEQ005", f"`{key}` belongs into `{home}`", target="key", help=f"move it below `{home}:`")


def _not_a_list(key: str, value: Any) -> problems.Problem:
    more = {"replace": f"[{value}]", "safe": True} if isinstance(value, str) else {}
    return problems.problem(
        "SEQ010",
        f"`{key}` is a list, even with one metric in it",
        keras="raises ValueError at compile: expected metrics argument to be a list, tuple, or dict",
        help=f"write `{key}: [...]`",
        **more,
    )
