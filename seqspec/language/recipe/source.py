"""
`data.source`: one name of a source, and its arguments after the colon, in short or in long form.

A source is a subclass of one of the classes here, called `Recipe`, in a module named as the spec names it; its first
field is what the short form gives. There are tables in files, tables that need no file, and running texts.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Collection, Generator
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, WithJsonSchema

from seqspec.language import problems
from seqspec.language.named import nest
from seqspec.language.recipe import characters
from seqspec.language.section import Section, at
from seqspec.registry import ModuleRegistry

if TYPE_CHECKING:
    import pandas as pd

SOURCES = ModuleRegistry("seqspec.language.recipe.sources")


def _check_path(path: str) -> str:
    if "://" in path:
        raise problems.problem(
            "SEQ008",
            f"`{path}` is an address, and a source is a local file",
            help="download the file and give its path, relative to this spec",
        )
    if not path.strip():
        raise problems.problem("SEQ008", "the path of the file is empty")
    return path


LocalPath = Annotated[str, AfterValidator(_check_path)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_OneOrMore = BeforeValidator(_listed, json_schema_input_type=str | list[str])
LocalPaths = Annotated[list[LocalPath], Field(min_length=1), _OneOrMore]
"""One file, a glob, or a list of them."""


class Source(Section):
    """
    Where the rows come from: the name of a source, with its file or with a mapping.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          window: {length: 30}
    """

    table: ClassVar[bool] = False
    """Whether it delivers rows whose columns a recipe names."""
    lacks: ClassVar[str] = "has no rows with columns"
    instead: ClassVar[str] = "name a source of rows, such as `csv`"
    """What is said, and what is to be done, where rows are needed and this source gives none by itself."""

    @classmethod
    def called(cls) -> str:
        """The name the spec gives: the module's."""
        return cls.__module__.rpartition(".")[2]

    @property
    def name(self) -> str:
        """The name the spec gives."""
        return self.called()

    @property
    def title(self) -> str:
        """What messages call the rows."""
        return self.name

    @property
    def known(self) -> tuple[str, ...] | None:
        """The names of its columns, where they are known before anything is read."""
        return None

    @property
    def count(self) -> int | None:
        """How many rows it has, where that is known before anything is read."""
        return None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The columns that go in where a recipe lists none; empty where it has to list them."""
        return ()

    def classes(self, column: str) -> int | None:
        """How many classes a column has, where it has classes and that is known before anything is read."""
        return None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return value if isinstance(value, dict | cls) else {next(iter(cls.model_fields)): value}


class FileSource(Source):
    """A source that reads files; each names them in its first field."""

    path: LocalPaths

    def paths(self, folder: Path) -> list[Path]:
        """
        Its files in the order they are read: as listed, and those of a pattern by name.

        A file that is named is among them whether it exists or not.

        Args:
            folder: what relative paths start from: where the spec lies.
        """
        return [Path(os.path.normpath(folder / name)) for written in self.path for name in _matched(written, folder)]


def _matched(written: str, folder: Path) -> list[str]:
    """What one path of a spec stands for: itself, or all that its pattern matches."""
    if not has_magic(written) or os.path.exists(folder / written):
        return [written]
    return sorted(glob(written, root_dir=folder, recursive=True))


class TableFile(FileSource):
    """Rows with named columns, in files."""

    table = True

    @abstractmethod
    def header(self, path: Path) -> list[str]:
        """
        The names of the columns of a file.

        Raises:
            DataError: the file can't be read as what it should be.
        """

    def expected(self, path: Path) -> int:
        """How many rows a file seems to have, told by its lines or by what it says of itself."""
        return characters.lines(path)

    @abstractmethod
    def chunks(
        self, path: Path, columns: list[str], texts: Collection[str] = ()
    ) -> Generator[pd.DataFrame, None, None]:
        """
        The columns of a file in the order asked for, some ten thousand rows at a time.

        Args:
            texts: columns that are texts, whatever they look like: `007` is no number there, and `NA` no gap.

        Raises:
            DataError: the file can't be read as what it should be.
        """


class MadeSource(Source):
    """Rows with named columns that need no file."""

    table = True

    @property
    @abstractmethod
    def known(self) -> tuple[str, ...]:
        """The names of its columns."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def chunks(self, columns: list[str]) -> Generator[pd.DataFrame, None, None]:
        """The columns in the order asked for, some ten thousand rows at a time."""

    def version(self) -> dict[str, str]:
        """What the rows depend on beside the spec, as part of a fingerprint."""
        return {}


class TextSource(Source):
    """Running texts, without rows and columns."""

    instead = "give it `tokens` and a `window`, or name a source of rows, such as `csv`"

    @abstractmethod
    def documents(self, paths: list[Path]) -> list[tuple[str, str]]:
        """
        The texts, each with what messages call it.

        Args:
            paths: the files, where the source reads files.

        Raises:
            DataError: a file is not text in its encoding.
        """


def read_source(value: Any) -> Source:
    """
    Decode `{csv: prices.csv}` or `{csv: {path: prices.csv, separator: ";"}}`.

    Raises:
        PydanticCustomError: it names no source.
        ValidationError: the arguments of the source are wrong; locations start with its name.
    """
    if isinstance(value, Source):
        return value
    if isinstance(value, str):
        kind = "parquet" if value.endswith(".parquet") else "csv"
        written = f'{{{kind}: "{value}"}}'
        raise problems.problem("SEQ008", "a source has a name and a colon before its file", replace=written)
    if not isinstance(value, dict) or len(value) != 1:
        said = f"has {len(value)} keys" if isinstance(value, dict) else f"is {problems.kind_of(value)}"
        listed = ", ".join(f"`{name}`" for name in SOURCES.names)
        raise problems.problem(
            "SEQ008", f"a source is one name with its file, and this {said}", help=f"known are {listed}"
        )
    ((name, body),) = value.items()
    if name not in SOURCES:
        raise at((name,), problems.unknown_name("source", name, SOURCES.names))
    recipe: type[Source] = SOURCES.load(name).Recipe
    try:
        return recipe.model_validate(body)
    except ValidationError as error:
        raise nest(error, (name,), recipe) from None


AnySource = Annotated[Source, BeforeValidator(read_source), WithJsonSchema({"$comment": "seqspec:source"})]
