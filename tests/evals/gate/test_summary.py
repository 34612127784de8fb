"""The Markdown of a job's page."""

import html
import re

from evals.gate.checks import Check
from evals.gate.summary import NAMED, summary
from tests.evals.gate.build import FIELD, KIND, document, evaluation, made
from tests.evals.gate.test_junit import assessed


def rows(text: str) -> dict[str, list[str]]:
    """First cell → the others, as a reader sees them."""
    shown = html.unescape(text)
    lines = [line.strip("| ").split(" | ") for line in shown.splitlines() if line.startswith("|")]
    return {first: rest for first, *rest in lines}


def test_the_page_tells_the_gate_the_figures_the_claims_and_the_fields() -> None:
    checks = (Check("drop of F1 ≤ 0.02", "fail", "F1 fell"),)
    found = summary(assessed(evaluation(9, 7), checks))
    assert found.startswith("## affidavit eval: gate failed\n\nF1 0.800")
    table = rows(found)
    assert table["drop of F1 ≤ 0.02"] == ["fail", "F1 fell"]
    assert table["F1"][:2] == ["0.800", "0.700–0.900"]
    assert table["attribution"][:2] == ["–", "–"]
    assert KIND.replace("[]", "") in found.replace("\\", "")
    assert any(cells == ["0.800", "16", "0", "4", "0", "0"] for cells in table.values())
    assert FIELD.split("[")[0] in found


def test_a_page_without_a_gate_has_no_table_of_it() -> None:
    found = summary(assessed(evaluation(9, 7)))
    assert "no gate asked for" in found
    assert "verdict" not in found


def test_failed_documents_are_named_up_to_a_number_and_counted() -> None:
    found = summary(assessed(evaluation(9, **{f"lost{n}": "timeout" for n in range(NAMED + 2)})))
    assert f"### {NAMED + 2} documents failed" in found
    assert found.count(": timeout") == NAMED
    assert found.endswith("- and 2 more\n")


def test_hostile_text_is_neither_markup_nor_a_row_of_its_own() -> None:
    hostile = "<img src=x onerror=alert(1)> | a\n## b [c](javascript:d) ![e](//f) </details>\x1b[2J"
    checks = (Check("c", "fail", hostile),)
    text = summary(assessed(made([document(hostile, 0, outcome="timeout")]), checks))
    assert "<img" not in text
    assert re.search(r"(?<!\\)\]\(", text) is None
    assert "\x1b" not in text
    assert text.count("</details>") == 1
    assert "\n## b" not in text
    assert [line.replace("\\|", "").count("|") for line in text.splitlines() if "| fail |" in line] == [4]
