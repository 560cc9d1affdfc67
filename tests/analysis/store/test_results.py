"""Reports that are kept from one run to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seqspec.analysis.linter import check_text
from seqspec.analysis.store.cache import Cache, digest
from seqspec.analysis.store.results import Results
from seqspec.analysis.store.serialization import to_json

KEY = digest("a spec")


def test_a_report_comes_back_as_it_was(tmp_path: Path) -> None:
    """With the files that its spec extends."""
    base = tmp_path / "base.yaml"
    base.write_text("seqspec: 1\n", "utf-8")
    report = check_text("seqspec: 1\nmodel: [Dense: 0]\n").report
    results = Results(tmp_path)
    results.put(KEY, report, [str(base)])

    assert (report, (str(base),)) == results.get(KEY)
    base.write_text("seqspec: 1\nname: other\n", "utf-8")
    assert None is results.get(KEY)


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"bases": 3, "report": {}},
        {"bases": [], "report": {}},
        {"bases": [["a", None, 1]], "report": {}},
        {"bases": [], "report": {"sources": {}, "diagnostics": 1, "files": [], "faults": [], "skipped": []}},
        {"bases": [], "report": []},
    ],
)
def test_an_entry_of_another_shape_is_as_good_as_none(entry: dict[str, object], tmp_path: Path) -> None:
    """As another version may have left it."""
    Cache("reports", tmp_path).put(KEY, entry)

    assert None is Results(tmp_path).get(KEY)


def test_a_severity_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """What only another version knows is checked anew."""
    report = check_text("seqspec: 1\nmodel: [Dense: 0]\n").report
    content = json.dumps(to_json(report)).replace('"error"', '"fatal"')
    Cache("reports", tmp_path).put(KEY, {"bases": [], "report": json.loads(content)})

    assert '"fatal"' in content
    assert None is Results(tmp_path).get(KEY)
