"""`seqspec schema`: the language as JSON Schema, for editors."""

from __future__ import annotations

import argparse
import json
import sys

HELP = "print the JSON Schema of the language, for editors and other tools"


def arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    from seqspec.language.schema import schema

    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
    return 0
