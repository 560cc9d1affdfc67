"""A drawing as part of a page: only shapes and words get in, and nothing that it calls by name is called so twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Tree

from seqspec.analysis.markup import visible
from seqspec.errors import RunError

LARGEST = 500_000
"""Characters that one drawing may have."""

_DEEPEST = 30

_SHAPES = frozenset(
    {"circle", "clipPath", "defs", "ellipse", "g", "line", "path", "pattern", "polygon", "polyline", "rect", "svg",
     "text", "tspan", "use"}
)  # fmt: skip
_LOOKS = frozenset(
    {"clip-path", "clip-rule", "fill", "fill-opacity", "fill-rule", "font-size", "font-style", "font-weight", "opacity",
     "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
     "stroke-opacity", "stroke-width", "text-anchor"}
)  # fmt: skip
_PLACES = frozenset(
    {"class", "cx", "cy", "dx", "dy", "height", "patternTransform", "patternUnits", "points", "r", "rx", "ry",
     "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2"}
)  # fmt: skip
_REFERENCE = re.compile(r"url\(\s*#([\w.-]+)\s*\)")
_FINE, _APART = re.compile(r"(\.\d\d)\d+"), re.compile(r"\s*([A-Z])\s*")
"""Of a path: less than a hundredth of a point, which nobody sees, and room around its letters."""

_SIZE = re.compile(r"\b[\d.]+px\b")


def embed(svg: str, name: str, title: str) -> str:
    """
    An SVG file as an element of a page.

    Styles become attributes, as the page's policy lets no other style in; scripts, links, images and whatever else is
    no shape and no word is left out.

    Args:
        name: what its ids begin with, in letters.
        title: what it shows, for whoever can't see it.

    Raises:
        RunError: it is no SVG, or far too large.
    """
    found = _cleaned(svg, name)
    for size in ("width", "height"):
        found.attrib.pop(size, None)
    found.attrib.update({"class": f"plot {name}", "role": "img", "aria-label": visible(title)})
    return Tree.tostring(found, encoding="unicode")


def alone(svg: str, name: str) -> str:
    """
    An SVG file with what `embed` would let in, as a file.

    Raises:
        RunError: it is no SVG, or far too large.
    """
    found = _cleaned(svg, name)
    found.attrib["xmlns"] = "http://www.w3.org/2000/svg"
    return Tree.tostring(found, encoding="unicode", xml_declaration=True)


def _cleaned(svg: str, name: str) -> Tree.Element:
    if len(svg) > LARGEST or "<!ENTITY" in svg:
        raise RunError(f"the drawing `{name}` is too large for a page, or declares entities")
    try:
        found = _copied(Tree.fromstring(svg), name)  # as text: whatever encoding it claims to have is not looked at
    except Tree.ParseError as error:
        raise RunError(f"the drawing `{name}` is no SVG: {error}") from error
    if found is None or found.tag != "svg":
        raise RunError(f"the drawing `{name}` is no SVG")
    return found


def _copied(element: Tree.Element, name: str, depth: int = 0) -> Tree.Element | None:
    """An element with what is allowed of it; None where it is not."""
    tag = _local(element.tag)
    if tag not in _SHAPES or depth > _DEEPEST:
        return None
    copy = Tree.Element(tag, dict(_attributes(element, name)))
    copy.text = visible(element.text or "")
    for child in element:
        found = _copied(child, name, depth + 1)
        if found is not None:
            found.tail = visible(child.tail or "")
            copy.append(found)
    return copy


def _attributes(element: Tree.Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        local = _local(key)
        if local == "id":
            yield "id", f"{name}-{value}"
        elif local == "href" and value.startswith("#"):
            yield "href", f"#{name}-{value[1:]}"
        elif local == "style":
            yield from _looks(value, name)
        elif local == "d":
            yield local, _APART.sub(r"\1", _FINE.sub(r"\1", value))
        elif local in _PLACES or local in _LOOKS:
            yield from _look(local, value, name)


def _looks(style: str, name: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        key, _, value = declaration.partition(":")
        if key.strip() == "font":
            yield from (("font-size", size) for size in _SIZE.findall(value)[:1])
        elif key.strip() in _LOOKS:
            yield from _look(key.strip(), value.strip(), name)


def _look(key: str, value: str, name: str) -> Iterator[tuple[str, str]]:
    """An attribute that may refer to what is in the same drawing, and to nothing else."""
    own = _REFERENCE.sub(rf"url(#{name}-\1)", value)
    rest = _REFERENCE.sub("", own).casefold()
    if "url" not in rest and "\\" not in rest:  # a style may write its letters as escapes
        yield key, own


def _local(tag: object) -> str:
    """A name without its namespace; comments have none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
