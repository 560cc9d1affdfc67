"""`python -m seqspec` is the command `seqspec`."""

from __future__ import annotations

from seqspec.cli.main import entry

if __name__ == "__main__":
    entry()
