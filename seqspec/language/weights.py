"""`fit.class_weight` against the rest of the spec: Keras weighs by one class an example, and does not say otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seqspec.diagnostics import Path
from seqspec.language.delivery import Delivery
from seqspec.language.problems import Problem, problem
from seqspec.language.spec import Spec

_PLACE: Path = ("fit", "class_weight")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


def weight_problems(spec: Spec) -> Iterator[tuple[Path, Problem]]:
    """SEQ008: every key that is no class, or one problem where the target can't be weighed by class at all."""
    weights = spec.fit.class_weight
    if weights is None:
        return
    delivery = _delivery(spec)
    refused = _unweighable(spec, delivery) if delivery else None
    if refused is not None:
        said, keras = refused
        help = "take `class_weight` out, or predict one class an example"
        yield _PLACE, problem("SEQ008", said, target="key", keras=keras, help=help)
        return
    yield from _wrong_keys(list(weights), _classes(delivery) if delivery else None)


def _delivery(spec: Spec) -> Delivery | None:
    """What is delivered; None where the target is not known."""
    data = spec.data
    return None if data is None or (data.arrays and data.arrays.target is None) else data.delivers()


def _unweighable(spec: Spec, delivery: Delivery) -> tuple[str, str] | None:
    """Why the target can't be weighed by class, and what Keras does; None where it can."""
    if delivery.text:
        return "`class_weight` can't weigh a target that is a text", "raises ValueError: the steps have weights already"
    if delivery.kind in {"real", "multi_label"}:
        return f"`class_weight` needs one class an example, and the target is `{delivery.kind}`", "weighs wrongly"
    if len((spec.data and spec.data.target) or ()) > 1 or (delivery.kind != "one_hot" and delivery.targets > 1):
        return "`class_weight` needs one target, and there are several", "takes the largest one for the class"
    if delivery.each_step or delivery.horizon > 1 or None in (delivery.shape or ())[:-1]:
        return "`class_weight` needs a target of one step, and this one has several", "weighs wrongly"
    return None


def _classes(delivery: Delivery) -> int | None:
    return 2 if delivery.kind == "binary" else delivery.classes


def _wrong_keys(keys: list[str], classes: int | None) -> Iterator[tuple[Path, Problem]]:
    for key in keys:
        if not _NUMBER.fullmatch(key):
            said, help = (
                f"`class_weight` goes by the numbers of classes, and `{key}` is none",
                'number them from 0, in quotes: `"0"`',
            )
        elif classes is not None and int(key) >= classes:
            said, help = f"there is no class `{key}`: there are {classes:,}", f"the last one is {classes - 1}"
        else:
            continue
        yield (*_PLACE, key), problem("SEQ008", said, target="key", help=help)
