"""`python -m seqspec` is the command `seqspec`."""

from __future__ import annotations

import sys

from seqspec.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
