"""
The charts of a page: one file each, with `PLACE`, which orders them, and `chart(material)`.

`chart` gives a `Chart`, or None where a run has nothing of the kind. A new file is a new chart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from seqspec.registry import ModuleRegistry

if TYPE_CHECKING:
    from seqspec.runs.report.chart import Chart
    from seqspec.runs.report.material import Material

REGISTRY = ModuleRegistry(__name__)


class _Kind(Protocol):
    PLACE: int

    def chart(self, material: Material) -> Chart | None: ...


def charts(material: Material) -> list[Chart]:
    """The charts that a run has, in their order."""
    kinds = sorted((cast(_Kind, REGISTRY.load(name)) for name in REGISTRY.names), key=lambda kind: kind.PLACE)
    return [found for kind in kinds if (found := kind.chart(material)) is not None]
