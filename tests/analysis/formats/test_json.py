"""The JSON contract."""

from __future__ import annotations

import json

from seqspec.analysis.formats.json import render
from tests.analysis.formats.reports import STACK, inner_shape, report, simple


def test_the_contract() -> None:
    """Exactly the keys that other tools rely on, with lines and columns from 1 and the path as a list."""
    expected = {
        "diagnostics": [
            {
                "code": "SEQ103",
                "name": "input-shape-on-inner-layer",
                "severity": "error",
                "path": "specs/stack.yaml",
                "line": 5,
                "column": 23,
                "end_line": 5,
                "end_column": 34,
                "at": ["model", 2, "LSTM", "input_shape"],
                "message": "`input_shape` stands on `LSTM`, which is not the first layer",
                "help": "take it out here; the input shape is declared once, on the first layer",
                "keras": "no error: the value is ignored, whatever it says",
                "fix": {
                    "title": "take `input_shape` out",
                    "applicability": "safe",
                    "edits": [
                        {
                            "path": "specs/stack.yaml",
                            "line": 5,
                            "column": 19,
                            "end_line": 5,
                            "end_column": 43,
                            "text": "",
                        }
                    ],
                },
            }
        ],
        "summary": {"files": 1, "errors": 1, "warnings": 0, "infos": 0, "skipped": []},
    }

    assert expected == json.loads(render(report(inner_shape())))


def test_what_is_missing_is_null() -> None:
    """A finding without help, Keras's behaviour or a fix says null, and leaves no key out."""
    found = json.loads(render(report(simple(STACK, "Dense", 6))))["diagnostics"][0]

    assert [found["help"], found["keras"], found["fix"]] == [None, None, None]


def test_the_text_is_ascii() -> None:
    """Control characters and all others beyond ASCII are escaped, and come back as they were."""
    text = render(report(simple(STACK, "Dense", 6, message="\x1b[31m \x9b 名前")))

    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["diagnostics"][0]["message"] == "\x1b[31m \x9b 名前"
