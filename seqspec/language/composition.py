"""
What changes a spec before it is decoded: `extends` lays it over another one, `--set` changes one value.

Both work on the document, so that every value keeps the place it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path as FilePath

from seqspec.diagnostics import Finding
from seqspec.language.document import Document, Node, entries_of
from seqspec.language.extends import lay_over_base
from seqspec.language.overrides import OverrideError
from seqspec.language.settings import apply_setting


def compose(document: Document, file: FilePath | None, settings: Iterable[str] = ()) -> tuple[Document, list[Finding]]:
    """
    The document laid over what it extends, with every `--set` on top.

    Args:
        document: a spec as read.
        file: where it was read from; None for standard input and texts, which can extend nothing.
        settings: `path=value`, in the order given.

    Returns:
        the document, without the changes that can't be made, and the findings that say why.
    """
    findings: list[Finding] = []
    root = document.root
    files: list[FilePath] = []
    bases: tuple[FilePath, ...] | None = None
    try:
        root = lay_over_base(root, file, findings, files)
        bases = tuple(files)
    except OverrideError as error:
        findings.append(error.finding)
        root = _as_fragment(root)
    for setting in settings:
        try:
            root = apply_setting(root, setting, file)
        except OverrideError as error:
            findings.append(error.finding)
    return replace(document, root=root, bases=bases), findings


def _as_fragment(root: Node) -> Node:
    """A spec without its base, of which nobody can say what is missing: that is for the base to bring."""
    entries = entries_of(root)
    return replace(root, value={**entries, "fragment": replace(entries["extends"], node=Node(True, root.place))})
