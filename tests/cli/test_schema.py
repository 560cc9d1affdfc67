"""`seqspec schema`."""

from __future__ import annotations

import json

from seqspec.language.schema import schema
from tests.cli.conftest import Run


def test_the_schema_is_printed(run: Run) -> None:
    """Standard output is the schema as JSON, and nothing else."""
    code, output, errors = run("schema")

    assert (code, errors) == (0, "")
    assert json.loads(output) == json.loads(json.dumps(schema()))
