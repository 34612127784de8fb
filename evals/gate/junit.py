"""How does a test report show the gate? As JUnit XML: a suite with a case a check and a case a document.

Of the many dialects the elements and attributes that Jenkins' schema, GitLab and the GitHub test reporters
all know. An inconclusive check is a skipped case: it neither passed nor failed.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.gate.checks import Check
from extract.cli.terminal import clean

if TYPE_CHECKING:
    from evals.evaluation import EvaluatedDocument
    from evals.figures import Figure
    from evals.gate.assessment import Assessment

# What XML 1.0 can hold (production 2, Char). ElementTree escapes markup, but writes anything else as it is.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(assessment: Assessment) -> str:
    """The report as a document with its XML declaration."""
    cases = list(_cases(assessment))
    suite = ET.Element("testsuite", {"name": _suite_name(assessment), **_totals(cases)})
    suite.extend(cases)
    root = ET.Element("testsuites", {"name": "affidavit eval", **_totals(cases)})
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite_name(assessment: Assessment) -> str:
    evaluation = assessment.evaluation
    return _text(f"{evaluation.run.get('id', 'run')} on {evaluation.gold['name']}")


def _totals(cases: list[ET.Element]) -> dict[str, str]:
    def holding(tag: str) -> str:
        return str(sum(case.find(tag) is not None for case in cases))

    seconds = sum(float(case.get("time", "0")) for case in cases)
    counts = {"failures": holding("failure"), "errors": holding("error"), "skipped": holding("skipped")}
    return {"tests": str(len(cases)), **counts, "time": f"{seconds:.3f}"}


def _cases(assessment: Assessment) -> Iterator[ET.Element]:
    f1 = assessment.figures["F1"].figure
    yield from (_check_case(each) for each in assessment.checks)
    yield from (_document_case(each, f1) for each in assessment.evaluation.documents)


def _check_case(check: Check) -> ET.Element:
    case = _case("gate", check.name, seconds=0)
    message = _text(check.message)
    if check.verdict == "fail":
        ET.SubElement(case, "failure", {"message": message, "type": "gate"}).text = message
    elif check.verdict == "inconclusive":
        ET.SubElement(case, "skipped", {"message": f"inconclusive: {message}"})
    ET.SubElement(case, "system-out").text = message
    return case


def _document_case(document: EvaluatedDocument, f1: Figure) -> ET.Element:
    case = _case("documents", document.document_id, seconds=document.usage.get("seconds") or 0)
    value = f1.value([document])
    if document.outcome != "ok":
        message = _text(f"{document.why}; it scores zero")
        ET.SubElement(case, "failure", {"message": message, "type": _text(document.outcome)}).text = message
    told = "nothing to find and nothing found" if value is None else f"F1 {value:.3f}"
    ET.SubElement(case, "system-out").text = told
    return case


def _case(group: str, name: str, *, seconds: float) -> ET.Element:
    named = {"classname": f"affidavit.{group}", "name": _text(name)}
    return ET.Element("testcase", {**named, "time": f"{seconds:.3f}"})


def _text(text: object) -> str:
    return _NO_XML.sub("", clean(text))
