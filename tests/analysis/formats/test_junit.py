"""JUnit's XML."""

from __future__ import annotations

from xml.etree import ElementTree

from seqspec.analysis.formats.junit import render
from seqspec.diagnostics import Report, Source
from tests.analysis.formats.reports import inner_shape, report, simple


def test_a_finding_is_a_test_that_failed() -> None:
    """The suite is the file; the case has the rule and the place, the failure what is said of it."""
    root = ElementTree.fromstring(render(report(inner_shape())))
    (suite,) = root
    (case,) = suite
    (failure,) = case

    assert root.attrib == {"name": "seqspec", "tests": "1", "failures": "1", "errors": "0"}
    assert suite.attrib == {"name": "specs/stack.yaml", "tests": "1", "failures": "1", "errors": "0"}
    assert case.attrib == {
        "name": "SEQ103 input-shape-on-inner-layer (5:23)",
        "classname": "specs/stack.yaml",
        "file": "specs/stack.yaml",
        "line": "5",
    }
    assert failure.attrib["type"] == "error"
    assert (failure.text or "").splitlines() == [
        "specs/stack.yaml:5:23",
        "`input_shape` stands on `LSTM`, which is not the first layer",
        "keras: no error: the value is ignored, whatever it says",
        "help: take it out here; the input shape is declared once, on the first layer",
    ]


def test_a_clean_file_is_a_test_that_passed() -> None:
    """A build server that finds no test at all would call it a failure."""
    root = ElementTree.fromstring(render(Report((), ("a.yaml", "b.yaml"))))

    assert (root.attrib["tests"], root.attrib["failures"]) == ("2", "0")
    assert [case.tag for suite in root for case in suite] == ["testcase", "testcase"]


def test_a_finding_in_another_file_has_a_suite() -> None:
    """What is found in an extended spec is counted, though that file was not asked for."""
    root = ElementTree.fromstring(render(report(simple(Source("base.yaml", "x"), "x", 1), files=("a.yaml",))))

    assert [(suite.attrib["name"], suite.attrib["failures"]) for suite in root] == [("a.yaml", "0"), ("base.yaml", "1")]


def test_nothing_can_end_the_element() -> None:
    """Markup, quotes and what XML can't hold are escaped, and come back as the text they were."""
    source = Source("<a>\"&'.yaml", "x")
    text = render(report(simple(source, "x", 1, message="]]></failure> \x00\x1b\ufffe \"'&<b> 名"), files=()))
    failure = ElementTree.fromstring(text)[0][0][0]

    assert text.isascii()
    assert failure.attrib["message"] == "]]></failure> \\x00\\x1b\\ufffe \"'&<b> 名"
    assert "]]></failure>" in (failure.text or "")
