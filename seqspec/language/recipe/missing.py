"""`data.missing`: what becomes of gaps; no policy ever looks ahead."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from seqspec.language import problems
from seqspec.language.section import Section

Policy = Literal["error", "drop", "ffill", "interpolate", "fill"]
POLICIES = ("error", "drop", "ffill", "interpolate", "{fill: 0}")


class Missing(Section):
    """
    What becomes of gaps, which are empty cells and the like; nothing is ever filled from what comes later.

    Written as one word, or as `{fill: 0}`.

    Args:
        policy: `error` stops, `drop` leaves the rows out, or with a `window` every window that touches one, `ffill`
            carries the last value forward, `interpolate` draws a line over a gap that closes before a window's last
            input row and carries the last value forward otherwise, `fill` puts in a fixed value.
        fill: the value that `fill` puts in.

    Example:
        data:
          source: {csv: prices.csv}
          target: price
          missing: ffill
          window: {length: 30}
    """

    short_form: ClassVar[dict[str, Any]] = {
        "anyOf": [
            {"enum": ["error", "drop", "ffill", "interpolate"]},
            {
                "type": "object",
                "properties": {"fill": {"type": "number", "description": "The value to put in."}},
                "required": ["fill"],
                "maxProperties": 1,
            },
        ]
    }

    policy: Policy = "error"
    fill: float | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.keys() == {"fill"}:
            return {"policy": "fill", **value}
        if isinstance(value, dict | cls):
            return value
        if isinstance(value, str) and value in {"error", "drop", "ffill", "interpolate"}:
            return {"policy": value}
        raise _unknown(value)


_AHEAD = ("bfill", "backfill")


def _unknown(value: Any) -> problems.Problem:
    listed = ", ".join(f"`{policy}`" for policy in POLICIES)
    said = f"`missing` can't be {problems.kind_of(value)}"
    if value in _AHEAD:
        return problems.problem(
            "SEQ008", f"{said}; `{value}` carries values back from the future", help=f"it is one of {listed}"
        )
    guess = problems.nearest(value, POLICIES[:-1]) if isinstance(value, str) and value != "fill" else None
    if guess is None:
        return problems.problem("SEQ008", said, help=f"it is one of {listed}")
    return problems.problem("SEQ008", f"{said}; did you mean `{guess}`?", help=f"it is one of {listed}", replace=guess)


ERROR = Missing.model_construct(policy="error")
