"""Figures of matplotlib that draw themselves in a notebook, whether or not it has seen `pyplot`."""

from __future__ import annotations

import io

from matplotlib.figure import Figure


class Pictured(Figure):
    """A figure that is pixels for whoever shows it, at half their size, as screens have two to the point by now."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        written = io.BytesIO()
        self.savefig(written, format="png")
        width, height = (round(inches * self.dpi / 2) for inches in self.get_size_inches())
        return written.getvalue(), {"width": width, "height": height}
