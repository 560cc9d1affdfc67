"""What the page is allowed to do: nothing but its own styles and its own script, told by their hashes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence


def policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """A content security policy for a page with these inline styles and scripts, and nothing else."""
    rules = {"default-src": ["'none'"], "style-src": [*map(_hash, styles)], "script-src": [*map(_hash, scripts)]}
    fixed = ["base-uri 'none'", "form-action 'none'"]
    return "; ".join([*(f"{name} {' '.join(allowed)}" for name, allowed in rules.items() if allowed), *fixed])


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
