"""The XML that GitHub's test reporters and GitLab read."""

import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from evals.evaluation import Evaluation
from evals.gate.assessment import Assessment, assess
from evals.gate.checks import Check
from evals.gate.junit import junit
from tests.evals.gate.build import document, evaluation, made

HOSTILE = "]]><failure/>&lt;\x00\x1b[31m\u202e\ud800\ufffe\"'\n<!DOCTYPE x [<!ENTITY a 'b'>]>&a;"
CHECKS = (
    Check("F1 ≥ 0.8", "pass", "F1 is 0.9"),
    Check("drop", "fail", HOSTILE),
    Check("b", "inconclusive", "few"),
)


def assessed(found: Evaluation, checks: tuple[Check, ...] = ()) -> Assessment:
    plain = assess(found, (), None)
    return Assessment(**{**vars(plain), "checks": checks})


def suite_of(text: str) -> ET.Element:
    root = ET.fromstring(text.encode())
    assert root.tag == "testsuites"
    (suite,) = root
    return suite


def test_a_case_a_check_and_a_case_a_document_with_sums_that_are_right() -> None:
    suite = suite_of(junit(assessed(evaluation(8, 9, lost="timeout"), CHECKS)))
    assert suite.attrib == {
        "name": "run-1 on seeds",
        "tests": "6",
        "failures": "2",
        "errors": "0",
        "skipped": "1",
        "time": "4.500",
    }
    named = [(case.get("classname"), case.get("name")) for case in suite]
    assert named == [
        *(("affidavit.gate", name) for name in ("F1 ≥ 0.8", "drop", "b")),
        *(("affidavit.documents", name) for name in ("d00", "d01", "lost")),
    ]


def test_the_shape_is_the_one_that_readers_of_junit_know() -> None:
    """Elements and attributes of Jenkins' JUnit schema; text only in failures and output."""
    allowed = {
        "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
        "testcase": {"classname", "name", "time"},
        "failure": {"message", "type"},
        "skipped": {"message"},
        "system-out": set(),
    }
    for element in ET.fromstring(junit(assessed(evaluation(8, lost="invalid"), CHECKS)).encode()).iter():
        assert element.attrib.keys() <= allowed[element.tag]
        for number in ("tests", "failures", "errors", "skipped", "time"):
            assert float(element.get(number, "0")) >= 0


def test_what_cannot_be_told_is_skipped_and_says_so() -> None:
    suite = suite_of(junit(assessed(evaluation(8), CHECKS)))
    assert [found.get("message") for found in suite.iter("skipped")] == ["inconclusive: few"]


def test_a_failed_document_is_a_failure_that_says_how() -> None:
    suite = suite_of(junit(assessed(evaluation(8, lost="timeout"))))
    (failure,) = suite.iter("failure")
    assert (failure.get("type"), failure.text) == (
        "timeout",
        "timeout; it scores zero",
    )
    assert [out.text for out in suite.iter("system-out")] == ["F1 0.800", "F1 0.000"]


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.just(HOSTILE), st.text(max_size=40)))
def test_hostile_text_stays_text(text: str) -> None:
    written = junit(assessed(made([document(text, 0, outcome=text or "x")]), (Check(text, "fail", text),)))
    written.encode("utf-8")
    assert [element.tag for element in suite_of(written)] == ["testcase"] * 2
    assert len(list(suite_of(written).iter("failure"))) == 2
