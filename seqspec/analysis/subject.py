"""What a rule looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from seqspec.analysis.environment import Environment, environment
from seqspec.analysis.inference import Trace
from seqspec.diagnostics import Path
from seqspec.language.delivery import Delivery
from seqspec.language.document import Document
from seqspec.language.layer import Layer
from seqspec.language.recipe.source import FileSource
from seqspec.language.spec import Spec

if TYPE_CHECKING:
    from seqspec.analysis.profile import Profile


@dataclass(frozen=True)
class Subject:
    """
    One spec with all that is known of it.

    Args:
        spec: as far as it could be read; `spec.broken` names what could not.
        trace: the model layer by layer.
        document: what is written and what is not.
        profile: the recipe's file in figures; None where nobody looked, and then no rule of the data tier is checked.
    """

    spec: Spec
    trace: Trace
    document: Document
    profile: Profile | None = None

    @cached_property
    def layers(self) -> tuple[tuple[Path, Layer], ...]:
        """Every layer with its path, repeats written out, a leading Input included."""
        return tuple(self.spec.layers())

    @cached_property
    def delivery(self) -> Delivery | None:
        """What the recipe delivers; None without a recipe, or where it could not be read."""
        return self.spec.data.delivers() if self.spec.data else None

    @property
    def reads_file(self) -> bool:
        """Whether the recipe reads rows and columns from a file."""
        source = self.spec.data.source if self.spec.data else None
        return source is not None and source.table and isinstance(source, FileSource)

    @cached_property
    def environment(self) -> Environment:
        """What the spec may run on."""
        return environment(self.spec.runtime)

    def is_written(self, path: Path) -> bool:
        """Whether the spec itself says something at a path."""
        return self.document.get(path) is not None
