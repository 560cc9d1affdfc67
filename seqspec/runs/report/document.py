"""What every page is: one file with its own styles and script, and a policy that lets nothing else in."""

from __future__ import annotations

from collections.abc import Iterable

from seqspec.analysis.markup import text
from seqspec.runs.report import assets
from seqspec.runs.report.policy import policy

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
<script>{script}</script>
</body>
</html>
"""


def document(title: str, blocks: Iterable[str]) -> str:
    """
    A whole page.

    Args:
        title: text.
        blocks: HTML, from top to bottom; empty ones are left out.
    """
    style, script = assets.style(), assets.script()
    return _PAGE.format(
        policy=policy([style], [script]),
        title=text(title),
        style=style,
        script=script,
        body="\n".join(filter(None, blocks)),
    )
