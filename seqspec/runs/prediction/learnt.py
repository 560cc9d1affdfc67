"""What a run learnt, read back from `recipe.json`: a stranger's file holds what it should, or is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from seqspec.data.tables.encoding import Categories
from seqspec.data.tables.layout import Layout
from seqspec.data.tables.scaling import Chain
from seqspec.data.texts.beside import without_texts
from seqspec.errors import RunError
from seqspec.language.recipe.scale import EVERY
from seqspec.runs import folder as files
from seqspec.runs import reading
from seqspec.runs.record import RECIPE_DIGEST, digest

if TYPE_CHECKING:
    from seqspec.language.data import Data
    from seqspec.language.spec import Spec
    from seqspec.runs.folder import RunFolder


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Numbers(_Part):
    columns: list[Chain]
    categories: dict[str, Categories]


class _Texts(_Part):
    vocabularies: dict[str, list[str]]
    lengths: dict[str, int]


class _Arrays(_Part):
    shape: list[int] = Field(max_length=100)
    classes: int = Field(ge=0)


def read(folder: RunFolder, spec: Spec) -> dict[str, Any]:
    """
    The state of the run's data, see `seqspec.data.dataset.Dataset`.

    Raises:
        RunError: the file is not there, does not hold what the recipe of the spec learns, or was edited by hand.
    """
    state, text = folder.read_object(files.RECIPE), folder.read(files.RECIPE)
    try:
        missing = [] if spec.data is None else list(_missing(spec.data, text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        missing = [f"`{'.'.join(map(str, first['loc'][:4]))}`: {first['msg'].lower()}"]
    if missing:
        said = f"`{folder.path / files.RECIPE}` does not hold what the run learnt: {missing[0]}"
        raise RunError(said, help="fit the spec again")
    if _is_edited(folder, text):
        said = f"`{folder.path / files.RECIPE}` is not what the run learnt: it was edited by hand"
        raise RunError(said, help="put the old text back, or fit the spec again")
    return state


def _is_edited(folder: RunFolder, text: str) -> bool:
    """Whether it is not what the run wrote; a run that says nothing of its digest is believed."""
    if reading.size(folder.path / files.ENVIRONMENT) is None:
        return False
    return folder.read_object(files.ENVIRONMENT).get(RECIPE_DIGEST) not in {None, digest(text)}


def _missing(data: Data, text: str) -> Iterator[str]:
    """What the recipe learns, and the text does not have."""
    if data.arrays is not None:
        _Arrays.model_validate_json(text)
        return
    texts = [EVERY] if data.tokens and not data.columns else data.texts
    if texts:
        known = _Texts.model_validate_json(text)
        yield from (f"no vocabulary of `{name}`" for name in texts if name not in known.vocabularies)
        yield from (f"no length of `{name}`" for name in data.texts if name not in known.lengths)
    numbers = without_texts(data) if texts else data
    layout = Layout.of(numbers)
    if numbers.columns and layout.tracks:
        learnt = _Numbers.model_validate_json(text)
        if len(learnt.columns) != len(layout.tracks):
            yield f"it has {len(learnt.columns):,} columns, and the recipe {len(layout.tracks):,}"
        categories = {track.column for track in layout.tracks if track.kind == "category"}
        yield from (f"no categories of `{name}`" for name in sorted(categories - set(learnt.categories)))
